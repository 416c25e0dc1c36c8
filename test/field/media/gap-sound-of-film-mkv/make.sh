#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 4)" -c:a libopus -b:a 12k "$work/a.mkv"
ff -i "$work/a.mkv" -c copy -bsf:a "setts=pts='PTS+if(gte(PTS*TB,1.99),3/TB,0)':dts='DTS+if(gte(DTS*TB,1.99),3/TB,0)'" "$work/g.mkv"
ff -f lavfi -i "$(colours 7)" -i "$work/g.mkv" -map 0 -map 1 -c:v libx264 -g 10 -c:a copy gap.mkv
