#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 44100)" -c:a aac -ac 2 -b:a 24k -pat_period 1 -output_ts_offset 10 -f mpegts "$work/a"
ff -f lavfi -i "$(tones 3 22050 3)" -c:a aac -ac 1 -b:a 20k -pat_period 1 -output_ts_offset 13 -f mpegts "$work/b"
cat "$work/a" "$work/b" > joined.mpegts
