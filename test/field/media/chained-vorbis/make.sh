#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 22050)" -c:a libvorbis -b:a 48k -ac 1 "$work/a.ogg"
ff -f lavfi -i "$(tones 3 22050 3)" -c:a libvorbis -b:a 48k -ac 1 -serial_offset 7 "$work/b.ogg"
cat "$work/a.ogg" "$work/b.ogg" > chained.ogg
