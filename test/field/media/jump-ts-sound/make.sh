#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 2 48000 0)" -c:a aac -b:a 32k -pat_period 1 -output_ts_offset 10 -f mpegts "$work/a"
ff -f lavfi -i "$(tones 2 48000 2)" -c:a aac -b:a 32k -pat_period 1 -output_ts_offset 510 -f mpegts "$work/b"
cat "$work/a" "$work/b" > joined.mpegts
