#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libx264 -preset veryfast -g 25 -c:a libopus -b:a 12k -f matroska -live 1 recorded.mkv
