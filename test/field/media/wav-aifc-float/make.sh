#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "aevalsrc=0.1*sin(2000*PI*t):s=4000:d=1" -c:a pcm_f32be -f aiff tone.aifc
