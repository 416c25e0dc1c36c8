#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3)" -c:a libopus -b:a 12k "$work/a.opus"
cat "$work/a.opus" "$work/a.opus" > chained.opus
