#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -af "pan=stereo|c0=c0|c1=-1*c0" -c:a aac -b:a 40k anti.m4a
