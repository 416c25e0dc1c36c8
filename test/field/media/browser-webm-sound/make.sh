#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 4)" -c:a libopus -b:a 12k -f webm -live 1 recorded.webm
