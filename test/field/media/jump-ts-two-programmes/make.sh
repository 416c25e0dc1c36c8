#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
ff -f lavfi -i "$(colours 3)" -f lavfi -i "$(tones 3 32000)" -f lavfi -i "$(colours 3 10 160x120 3)" -f lavfi -i "$(tones 3 32000 3)" -map 0 -map 1 -map 2 -map 3 -c:v libx264 -preset veryfast -g 10 -c:a aac -b:a 24k -program title=one:st=0:st=1 -program title=two:st=2:st=3 -pat_period 1 -f mpegts two.mpegts
