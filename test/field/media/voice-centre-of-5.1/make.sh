#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -af "pan=5.1|c0=0*c0|c1=0*c0|c2=c0|c3=0*c0|c4=0*c0|c5=0*c0" -c:a ac3 -b:a 96k centre.mkv
