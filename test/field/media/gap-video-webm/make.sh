#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -c:v libvpx -b:v 30k -g 10 "$work/v.webm"
ff -i "$work/v.webm" -c copy -bsf:v "setts=pts='PTS+if(gte(PTS*TB,1.99),3/TB,0)':dts='DTS+if(gte(DTS*TB,1.99),3/TB,0)'" "$work/w.webm"
ff -i "$work/w.webm" -f lavfi -i "$(tones 7)" -map 0 -map 1 -c:v copy -c:a libopus -b:a 12k gap.webm
