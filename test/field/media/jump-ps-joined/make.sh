#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 25 160x120 0)" -f lavfi -i "$(tones 2 48000 0)" -c:v mpeg2video -b:v 100k -c:a mp2 -b:a 48k -f mpeg "$work/a"
ff -f lavfi -i "$(colours 2 25 160x120 2)" -f lavfi -i "$(tones 2 48000 2)" -c:v mpeg2video -b:v 100k -c:a mp2 -b:a 48k -f mpeg "$work/b"
cat "$work/a" "$work/b" > joined.mpg
