#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 16000)" -c:a libmp3lame -q:a 6 short.mp3
rewrite short.mp3 Xing 4 4 "10"
