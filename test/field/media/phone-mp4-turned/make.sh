#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2)" -c:v libx264 "$work/a.mp4"
ff -i "$work/a.mp4" -c copy -metadata:s:v:0 rotate=270 t.mp4
