#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 22050)" -c:a aac -ac 1 -b:a 20k "$work/a.aac"
ff -f lavfi -i "$(tones 3 44100 3)" -c:a aac -ac 2 -b:a 24k "$work/b.aac"
cat "$work/a.aac" "$work/b.aac" > joined.aac
