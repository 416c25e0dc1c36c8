#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 2 8000)" -c:a libopus -b:a 16k "$work/a.webm"
ff -i "$work/a.webm" -c copy -bsf:a "setts=pts='PTS+if(gte(PTS*TB,0.99),1200/TB,0)':dts='DTS+if(gte(DTS*TB,0.99),1200/TB,0)'" gap.webm
