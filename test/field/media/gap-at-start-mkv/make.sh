#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 5)" -itsoffset 3 -f lavfi -i "$(tones 2)" -map 0 -map 1 -c:v libx264 -preset veryfast -c:a libopus -b:a 12k late.mkv
