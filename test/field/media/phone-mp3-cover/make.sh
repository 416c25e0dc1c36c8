#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "color=red:s=64x64:d=1:r=1" -frames:v 1 "$work/c.png"
ff -f lavfi -i "$(tones 3)" -i "$work/c.png" -map 0 -map 1 -c:a libmp3lame -b:a 40k -c:v copy -id3v2_version 3 -disposition:v attached_pic song.mp3
