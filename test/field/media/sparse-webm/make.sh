#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 6)" -f lavfi -i "$(tones 6)" -vf "select='eq(n,0)+eq(n,1)+eq(n,50)'" -fps_mode vfr -c:v libvpx -b:v 30k -c:a libopus -b:a 12k sparse.webm
