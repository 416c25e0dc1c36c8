#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libvpx -b:v 30k -g 25 -c:a libopus -b:a 12k -f webm -live 1 "$work/a"
cat "$work/a" > recorded.webm
