"""Makes tone.wav: a tag of ID3 before RIFF."""
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
body = b'WAVE' + chunk(b'fmt ', form) + chunk(b'data', data)
with open('tone.wav', 'wb') as file:
    file.write(b'ID3\x03\x00\x00' + bytes([0, 0, 2, 0]) + bytes(256))
    file.write(chunk(b'RIFF', body))
