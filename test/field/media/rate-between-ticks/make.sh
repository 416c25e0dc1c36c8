#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -itsoffset 0.163 -f lavfi -i "$(tones 3 22050)" -itsoffset 0.133 -f lavfi -i "$(colours 3 30)" -map 1 -map 0 -c:v flv1 -b:v 60k -g 30 -c:a aac -b:a 20k between.flv
