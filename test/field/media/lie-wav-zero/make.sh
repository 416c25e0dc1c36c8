#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 4000)" -c:a pcm_s16le zero.wav
rewrite zero.wav data 0 4 0 little
