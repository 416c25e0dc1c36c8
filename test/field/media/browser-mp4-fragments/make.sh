#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 4)" -f lavfi -i "$(tones 4)" -c:v libx264 -preset veryfast -g 10 -bf 0 -c:a aac -b:a 20k -movflags frag_keyframe+empty_moov+default_base_moof recorded.mp4
