#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libx264 -preset veryfast -g 10 -bf 0 -c:a libopus -b:a 12k "$work/a.mkv"
ff -i "$work/a.mkv" -c copy -avoid_negative_ts disabled -output_ts_offset -1 negative.mkv
