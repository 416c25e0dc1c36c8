"""Makes tone.wav: float samples, of which four are no number or infinite."""
import math
import os
import struct

RATE = 4000
# A second of 1 kHz at -20 dB of full scale, whose level is -23 dB.
TONE = [0.1 * math.sin(2 * math.pi * 1000 * n / RATE) for n in range(RATE)]
os.chdir(os.path.dirname(os.path.abspath(__file__)))


def chunk(name, content):
    return name + struct.pack('<I', len(content)) + content


data = b''.join(struct.pack('<f', sample) for sample in TONE)
for n, odd in enumerate([math.nan, math.inf, -math.inf, 1e30]):
    at = (1000 + n * 100) * 4
    data = data[:at] + struct.pack('<f', odd) + data[at + 4:]
form = struct.pack('<HHIIHH', 3, 1, RATE, RATE * 4, 4, 32)
body = b'WAVE' + chunk(b'fmt ', form) + chunk(b'data', data)
with open('tone.wav', 'wb') as file:
    file.write(chunk(b'RIFF', body))
