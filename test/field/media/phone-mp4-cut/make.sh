#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 5)" -f lavfi -i "$(tones 5)" -c:v libx264 -preset veryfast -g 50 -bf 0 -c:a aac -b:a 20k "$work/a.mp4"
ff -ss 1.5 -i "$work/a.mp4" -c copy cut.mp4
