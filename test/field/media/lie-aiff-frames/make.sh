#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 3 4000)" -c:a pcm_s16be long.aiff
rewrite long.aiff COMM 6 4 "old * 1000"
