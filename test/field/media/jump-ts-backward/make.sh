#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 5 160x120 0)" -f lavfi -i "$(tones 2 32000 0)" -c:v libx264 -preset veryfast -g 5 -c:a aac -b:a 24k -pat_period 1 -output_ts_offset 3000 -f mpegts "$work/a"
ff -f lavfi -i "$(colours 2 5 160x120 2)" -f lavfi -i "$(tones 2 32000 2)" -c:v libx264 -preset veryfast -g 5 -c:a aac -b:a 24k -pat_period 1 -output_ts_offset 10 -f mpegts "$work/b"
cat "$work/a" "$work/b" > joined.mpegts
