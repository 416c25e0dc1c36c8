import { writeFile } from 'node:fs/promises'
import { openAudioInput } from '../packages/server/src/media/audio-input.ts'
import { AudioDecoder } from '../packages/server/src/media/decode.ts'

const MAX_DURATION_S = 3_600

/** The first audio stream of any media file, mono, at `sampleRate` Hz. */
export function readMono(file: string, sampleRate: number): Float32Array<ArrayBuffer> {
  using input = openAudioInput(file)
  using decoder = new AudioDecoder(input, { sampleRate, maxDurationS: MAX_DURATION_S })
  // A chunk is valid until the next one is asked for.
  const chunks = [...copies(decoder.chunks())]
  const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    samples.set(chunk, at)
    at += chunk.length
  }
  return samples
}

function* copies(chunks: Iterable<Float32Array<ArrayBuffer>>): Generator<Float32Array> {
  for (const chunk of chunks) yield chunk.slice()
}

/** PCM 16 bit, mono. */
export async function writeWav(file: string, samples: Float32Array, sampleRate: number): Promise<void> {
  const wav = Buffer.alloc(44 + samples.length * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples.length * 2, 40)
  samples.forEach((sample, at) => {
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + at * 2)
  })
  await writeFile(file, wav)
}
