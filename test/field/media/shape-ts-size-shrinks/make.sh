#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 320x240)" -f lavfi -i "$(tones 2 32000)" -c:v libx264 -preset veryfast -g 10 -c:a aac -b:a 24k -pat_period 1 -output_ts_offset 10 "$work/a.ts"
ff -f lavfi -i "$(colours 2 10 160x120 3)" -f lavfi -i "$(tones 2 32000 2)" -c:v libx264 -preset veryfast -g 10 -c:a aac -b:a 24k -pat_period 1 -output_ts_offset 12 "$work/b.ts"
cat "$work/a.ts" "$work/b.ts" > joined.mpegts
