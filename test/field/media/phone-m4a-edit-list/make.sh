#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 4 44100)" -c:a aac -b:a 20k -movflags +faststart memo.m4a
