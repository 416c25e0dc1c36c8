#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -af "pan=stereo|c0=0*c0|c1=c0" -c:a libvorbis -b:a 48k right.ogg
