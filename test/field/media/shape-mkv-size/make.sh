#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 160x120)" -c:v libx264 -preset veryfast -g 10 -bf 0 "$work/a.ts"
ff -f lavfi -i "$(colours 2 10 320x240 3)" -c:v libx264 -preset veryfast -g 10 -bf 0 -pat_period 1 -output_ts_offset 2 "$work/b.ts"
cat "$work/a.ts" "$work/b.ts" > "$work/c.ts"
ff -i "$work/c.ts" -f lavfi -i "$(tones 4)" -map 0 -map 1 -c:v copy -c:a libopus -b:a 12k joined.mkv
