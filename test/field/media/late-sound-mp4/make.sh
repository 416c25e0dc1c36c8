#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -itsoffset 1 -f lavfi -i "$(tones 3)" -map 0 -map 1 -c:v libx264 -preset veryfast -g 10 -c:a aac -b:a 20k late.mp4
