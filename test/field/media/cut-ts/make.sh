#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libx264 -g 10 -c:a aac -b:a 24k -pat_period 1 -f mpegts "$work/a"
tail -c +100 "$work/a" | head -c 34000 > film.mpegts
