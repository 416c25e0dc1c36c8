#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 48000)" -c:a libopus -b:a 12k "$work/a.opus"
ff -f lavfi -i "$(tones 3 48000 3)" -c:a libopus -b:a 12k -serial_offset 7 "$work/b.opus"
cat "$work/a.opus" "$work/b.opus" > chained.opus
