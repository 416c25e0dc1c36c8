#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 256x144)" -vf setsar=3/4 -c:v libx264 -preset veryfast narrow.mp4
