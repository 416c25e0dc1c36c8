"""Writes a voice without words as a WAVE file: `python3 ../voice.py SECONDS FILE`. It is mono, of 16 kHz and 16 bits."""
import math
import struct
import sys

RATE = 16000
# The resonances of a few vowels, Hz.
VOWELS = [(730, 1090, 2440), (270, 2290, 3010), (530, 1840, 2480), (570, 840, 2410), (300, 870, 2240)]
SYLLABLE_S = 0.22


def resonate(samples, frequency, width):
    r = math.exp(-math.pi * width / RATE)
    a, b = 2 * r * math.cos(2 * math.pi * frequency / RATE), -r * r
    one = two = 0.0
    for sample in samples:
        one, two = sample + a * one + b * two, one
        yield one


def voice(seconds):
    out, phase, noise = [], 0.0, 1
    syllables = math.ceil(seconds / SYLLABLE_S)
    for n in range(syllables):
        source = []
        length = int(SYLLABLE_S * RATE)
        for i in range(length):
            pitch = 120 + 15 * math.sin(2 * math.pi * (n + i / length) / 5) - 10 * i / length
            phase += pitch / RATE
            noise = (noise * 1103515245 + 12345) % 2**31
            breath = (noise / 2**30 - 1) * 0.02
            pulse = 1.0 if phase >= 1 else 0.0
            phase %= 1
            source.append(pulse + breath)
        for frequency, width in zip(VOWELS[(n * 3) % len(VOWELS)], (80, 100, 140)):
            source = list(resonate(source, frequency, width))
        peak = max(abs(sample) for sample in source)
        for i, sample in enumerate(source):
            rise = min(1, i / (0.03 * RATE), (length - i) / (0.05 * RATE))
            out.append(0.5 * rise * sample / peak)
    return out[: int(seconds * RATE)]


def main():
    data = b''.join(struct.pack('<h', int(sample * 32767)) for sample in voice(float(sys.argv[1])))
    head = struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + len(data), b'WAVE', b'fmt ', 16, 1, 1, RATE, RATE * 2, 2, 16, b'data', len(data))
    with open(sys.argv[2], 'wb') as file:
        file.write(head + data)


main()
