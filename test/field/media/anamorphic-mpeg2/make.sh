#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 2 10 176x144)" -vf setdar=16/9 -r 25 -c:v mpeg2video -b:v 200k -f mpegts wide.mpegts
