#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 44100)" -c:a libmp3lame -write_xing 0 -id3v2_version 0 -ac 2 -b:a 40k "$work/a.mp3"
ff -f lavfi -i "$(tones 3 22050 3)" -c:a libmp3lame -write_xing 0 -id3v2_version 0 -ac 2 -b:a 32k "$work/b.mp3"
cat "$work/a.mp3" "$work/b.mp3" > joined.mp3
