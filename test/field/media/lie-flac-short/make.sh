#!/usr/bin/env bash
. "$(dirname "$0")/../sources.sh"
# The count of samples are the last 32 bits before the MD5.
ff -f lavfi -i "$(tones 3 4000)" -c:a flac short.flac
rewrite short.flac fLaC 18 4 "old // 3"
