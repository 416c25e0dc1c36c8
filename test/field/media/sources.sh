# Sources and steps that the make.sh of the cases share: `. ../sources.sh` in bash.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs ffmpeg so that the same arguments give the same bytes.
ff() { ffmpeg -v error -nostdin -y -fflags +bitexact "${@:1:$#-1}" -bitexact -threads 1 "${@: -1}"; }

# tones SECONDS [RATE] [FIRST]: a pitch for each second, 400 Hz, 600 Hz, and so on, from that of second FIRST.
tones() { echo "aevalsrc=0.25*sin(2*PI*(400+200*(floor(t)+${3:-0}))*t):s=${2:-48000}:d=$1"; }

# colours SECONDS [RATE] [SIZE] [FIRST]: a colour for each second, in this order.
colours() {
  local names=(red green blue yellow cyan magenta white black) graph='' labels='' n
  for ((n = 0; n < $1; n++)); do
    graph+="color=${names[(n + ${4:-0}) % 8]}:s=${3:-160x120}:r=${2:-10}:d=1[c$n];"
    labels+="[c$n]"
  done
  echo "$graph${labels}concat=n=$1,format=yuv420p"
}

# rewrite FILE MARK SKIP BYTES EXPRESSION [little]: sets the number SKIP bytes behind each MARK; `old` is what it was.
rewrite() {
  python3 - "$@" <<'PYTHON'
import sys

name, mark, skip, size, expression = sys.argv[1:6]
order = sys.argv[6] if len(sys.argv) > 6 else 'big'
data = bytearray(open(name, 'rb').read())
mark = mark.encode().decode('unicode_escape').encode('latin-1')
at = data.find(mark)
assert at >= 0, mark
while at >= 0:
    begin = at + len(mark) + int(skip)
    end = begin + int(size)
    new = eval(expression, {'old': int.from_bytes(data[begin:end], order)})
    data[begin:end] = new.to_bytes(int(size), order)
    at = data.find(mark, at + 1)
open(name, 'wb').write(data)
PYTHON
}
