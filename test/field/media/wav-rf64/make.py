"""Makes tone.wav: RF64, whose sizes of 32 bits are 0xFFFFFFFF."""
import math
import os
import struct

RATE = 4000
# A second of 1 kHz at -20 dB of full scale, whose level is -23 dB.
TONE = [0.1 * math.sin(2 * math.pi * 1000 * n / RATE) for n in range(RATE)]
os.chdir(os.path.dirname(os.path.abspath(__file__)))


def chunk(name, content):
    return name + struct.pack('<I', len(content)) + content


data = b''.join(struct.pack('<h', round(sample * 32767)) for sample in TONE)
form = struct.pack('<HHIIHH', 1, 1, RATE, RATE * 2, 2, 16)
ds64 = struct.pack('<QQQI', 4 + 36 + 24 + 8 + len(data), len(data), len(TONE), 0)
body = b'WAVE' + chunk(b'ds64', ds64) + chunk(b'fmt ', form) + b'data' + b'\xff' * 4 + data
with open('tone.wav', 'wb') as file:
    file.write(b'RF64' + b'\xff' * 4 + body)
