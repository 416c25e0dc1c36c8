#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 3)" -f lavfi -i "$(tones 3 16000)" -c:v libx264 -preset veryfast -profile:v baseline -c:a aac -b:a 24k "$work/a.mp4"
ff -i "$work/a.mp4" -c copy -metadata:s:v:0 rotate=90 -f 3gp film.3gp
