#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 3)" -f lavfi -i "$(tones 3)" -c:v libx264 -preset veryfast -c:a aac -b:a 20k long.mp4
rewrite long.mp4 mvhd 16 4 "old * 1000"
rewrite long.mp4 mdhd 16 4 "old * 1000"
rewrite long.mp4 tkhd 20 4 "old * 1000"
