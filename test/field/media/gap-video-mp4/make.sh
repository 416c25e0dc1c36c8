#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -c:v libx264 -bf 2 -g 10 "$work/v.mp4"
ff -i "$work/v.mp4" -c copy -bsf:v "setts=pts='PTS+if(gte(PTS*TB,1.99),3/TB,0)':dts='DTS+if(gte(PTS*TB,1.99),3/TB,0)'" "$work/w.mp4"
ff -i "$work/w.mp4" -f lavfi -i "$(tones 7)" -map 0 -map 1 -c:v copy -c:a aac -b:a 20k gap.mp4
