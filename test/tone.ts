/** A wav file (PCM 16 bit, mono) of `seconds` of a tone with noise, the same bytes each time. */
export function noisyTone(seconds: number, sampleRate = 16_000): Buffer {
  const count = Math.round(seconds * sampleRate)
  const wav = Buffer.alloc(44 + count * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + count * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(count * 2, 40)
  let seed = 1
  for (let index = 0; index < count; index += 1) {
    // A linear congruential generator: noise that is the same in each run.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const noise = (seed / 2 ** 32 - 0.5) * 4_000
    const tone = Math.sin((2 * Math.PI * 220 * index) / sampleRate) * 8_000
    wav.writeInt16LE(Math.round(tone + noise), 44 + index * 2)
  }
  return wav
}
