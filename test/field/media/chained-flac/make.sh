#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 4000)" -c:a flac "$work/a.oga"
ff -f lavfi -i "$(tones 3 4000 3)" -c:a flac -serial_offset 7 "$work/b.oga"
cat "$work/a.oga" "$work/b.oga" > chained.oga
