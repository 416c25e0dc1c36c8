#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(tones 5 44100)" -c:a aac -b:a 20k "$work/a.m4a"
ff -ss 1.5 -i "$work/a.m4a" -c copy cut.m4a
