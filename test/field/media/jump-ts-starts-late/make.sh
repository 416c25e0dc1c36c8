#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4 5 160x120 0)" -f lavfi -i "$(tones 4 32000 0)" -c:v libx264 -preset veryfast -g 5 -c:a aac -b:a 24k -pat_period 1 -output_ts_offset 50000 -f mpegts "$work/a"
cat "$work/a" > late.mpegts
