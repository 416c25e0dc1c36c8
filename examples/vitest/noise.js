/** Returns a wav file: white noise at 16 kHz, as loud as a fan. */
export function noise(seconds) {
  const samples = Int16Array.from({ length: 16_000 * seconds }, () => (Math.random() - 0.5) * 6_000)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.byteLength, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(16_000, 24)
  head.writeUInt32LE(32_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([head, Buffer.from(samples.buffer)])
}

/** Returns the loudness of a wav file's samples, as root mean square. */
export function loudness(wav) {
  const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 100, wav.byteOffset + (wav.length & ~1)))
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}
