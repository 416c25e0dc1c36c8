#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -ar 8000 -af "pan=stereo|c0=c0|c1=-1*c0" -sample_fmt s16 -t 1.5 anti.wav
