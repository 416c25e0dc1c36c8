#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 4 44100)" -c:a aac -b:a 24k "$work/a.flv"
ff -i "$work/a.flv" -c copy -bsf:a "setts=pts='PTS+if(gte(PTS*TB,1.99),3/TB,0)':dts='DTS+if(gte(DTS*TB,1.99),3/TB,0)'" gap.flv
