#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 176x144)" -vf setsar=16/11 -c:v libx264 -preset veryfast "$work/a.mp4"
ff -i "$work/a.mp4" -c copy -metadata:s:v:0 rotate=90 turned.mp4
