#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 48000)" -c:a mp2 -ac 2 -b:a 64k "$work/a.mp2"
ff -f lavfi -i "$(tones 3 32000 3)" -c:a mp2 -ac 1 -b:a 32k "$work/b.mp2"
cat "$work/a.mp2" "$work/b.mp2" > joined.mp2
