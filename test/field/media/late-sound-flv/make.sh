#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -itsoffset 2.13 -f lavfi -i "$(tones 2 22050)" -map 0 -map 1 -c:v flv1 -b:v 60k -g 10 -c:a aac -b:a 20k late.flv
