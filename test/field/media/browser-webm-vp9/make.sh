#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libvpx-vp9 -b:v 60k -g 25 -deadline realtime -c:a libopus -b:a 12k -f webm -live 1 recorded.webm
