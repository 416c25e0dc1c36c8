#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 176x144)" -vf setsar=1 -c:v libx264 -preset veryfast -x264-params sar=1/1 "$work/a.mp4"
ff -i "$work/a.mp4" -c copy -aspect 16:9 wide.mkv
