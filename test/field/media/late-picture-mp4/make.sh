#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -itsoffset 1 -f lavfi -i "$(colours 3)" -f lavfi -i "$(tones 4)" -map 0 -map 1 -c:v libx264 -preset veryfast -g 10 -c:a aac -b:a 20k late.mp4
