#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 8 10)" -f lavfi -i "$(tones 8 22050)" -vf "select='not(mod(n,20))+eq(mod(n,20),9)'" -fps_mode passthrough -c:v libx264 -preset veryfast -g 1 -c:a aac -b:a 20k -f mpegts sparse.mpegts
