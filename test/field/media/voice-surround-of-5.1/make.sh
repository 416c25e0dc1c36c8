#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -t 2 -ar 16000 -af "pan=5.1|c0=0*c0|c1=0*c0|c2=0*c0|c3=0*c0|c4=c0|c5=0*c0" -c:a flac rear.flac
