#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
python3 ../voice.py 3 "$work/voice.wav"
ff -i "$work/voice.wav" -filter_complex "[0]asplit=3[l][a][b];[a]atrim=0:1.5[c];[b]atrim=1.5,asetpts=PTS-STARTPTS,aeval=-val(0)[d];[c][d]concat=v=0:a=1[r];[l][r]join=inputs=2:channel_layout=stereo" -c:a aac -b:a 40k anti.m4a
