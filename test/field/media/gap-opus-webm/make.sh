#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 4)" -c:a libopus -b:a 12k "$work/a.webm"
ff -i "$work/a.webm" -c copy -bsf:a "setts=pts='PTS+if(gte(PTS*TB,1.99),3/TB,0)':dts='DTS+if(gte(DTS*TB,1.99),3/TB,0)'" gap.webm
