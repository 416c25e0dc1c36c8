#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -c:v libvpx -b:v 30k -g 100 -f webm -live 1 recorded.webm
