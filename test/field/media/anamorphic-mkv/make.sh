#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 176x144)" -vf setsar=16/11 -c:v libvpx -b:v 30k wide.mkv
