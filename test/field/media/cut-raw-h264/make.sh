#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4 25)" -c:v libx264 -g 25 film.h264
