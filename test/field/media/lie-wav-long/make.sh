#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 4000)" -c:a pcm_s16le long.wav
rewrite long.wav data 0 4 3_000_000 little
