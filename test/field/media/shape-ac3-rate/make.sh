#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 48000)" -c:a ac3 -ac 2 -b:a 64k "$work/a.ac3"
ff -f lavfi -i "$(tones 3 32000 3)" -c:a ac3 -ac 1 -b:a 40k "$work/b.ac3"
cat "$work/a.ac3" "$work/b.ac3" > joined.ac3
