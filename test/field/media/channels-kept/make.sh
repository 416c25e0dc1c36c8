#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "aevalsrc=0.5*sin(1000*PI*t)|0.5*sin(3000*PI*t):s=4000:d=3" -c:a flac stereo.flac
