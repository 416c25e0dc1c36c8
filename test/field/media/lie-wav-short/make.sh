#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 4000)" -c:a pcm_s16le short.wav
rewrite short.wav data 0 4 8_000 little
