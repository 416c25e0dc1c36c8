#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 2 22050)" -c:a libvorbis -b:a 40k "$work/a.ogg"
ff -f lavfi -i "$(tones 2 22050 2)" -c:a libvorbis -ac 2 -b:a 48k -serial_offset 7 "$work/b.ogg"
ff -f lavfi -i "$(tones 2 16000 4)" -c:a libvorbis -b:a 32k -serial_offset 9 "$work/c.ogg"
cat "$work/a.ogg" "$work/b.ogg" "$work/c.ogg" > chained.ogg
