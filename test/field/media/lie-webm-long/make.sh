#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
# The Duration element is a double of milliseconds.
ff -f lavfi -i "$(colours 3)" -f lavfi -i "$(tones 3)" -c:v libvpx -b:v 30k -c:a libopus -b:a 12k long.webm
rewrite long.webm '\x44\x89\x88' 0 8 "0x4197d78400000000"
