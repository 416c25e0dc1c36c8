#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3)" -f lavfi -i "$(tones 3 48000 3)" -map 0 -map 1 -c:a libopus -b:a 12k -disposition:a:0 0 -disposition:a:1 default second.mkv
