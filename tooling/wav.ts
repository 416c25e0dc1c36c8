const HEADER_BYTES = 44
const PCM = 1
const IEEE_FLOAT = 3

/** The 44-byte header of a mono WAV file with `samples` samples of `bits` bits: 16 is PCM, 32 is float. */
export function wavHeader(samples: number, sampleRate: number, bits: 16 | 32 = 16): Buffer {
  const bytesPerSample = bits / 8
  const head = Buffer.alloc(HEADER_BYTES)
  head.write('RIFF', 0)
  head.writeUInt32LE(HEADER_BYTES - 8 + samples * bytesPerSample, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(bits === 32 ? IEEE_FLOAT : PCM, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * bytesPerSample, 28)
  head.writeUInt16LE(bytesPerSample, 32)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples * bytesPerSample, 40)
  return head
}

/** A mono WAV file (PCM 16 bit) of samples in -1…1; what lies beyond is clipped. */
export function pcmWav(samples: Float32Array, sampleRate: number): Buffer {
  const pcm = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767))
  return Buffer.concat([wavHeader(samples.length, sampleRate), Buffer.from(pcm.buffer)])
}
