"""Makes tone.wav: float samples, with the extension."""
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
guid = struct.pack('<IHH', 3, 0, 0x10) + bytes.fromhex('800000aa00389b71')
form = struct.pack('<HHIIHHHHI', 0xFFFE, 1, RATE, RATE * 4, 4, 32, 22, 32, 4) + guid
body = b'WAVE' + chunk(b'fmt ', form) + chunk(b'data', data)
with open('tone.wav', 'wb') as file:
    file.write(chunk(b'RIFF', body))
