import { writeFile } from 'node:fs/promises'
import { openAudioInput } from '../packages/server/src/media/audio-input.ts'
import { AudioDecoder } from '../packages/server/src/media/decode.ts'
import { pcmWav } from '../tooling/wav.ts'

const MAX_DURATION_S = 3_600

/** The first audio stream of any media file, mono, at `sampleRate` Hz. */
export function readMono(file: string, sampleRate: number): Float32Array<ArrayBuffer> {
  using input = openAudioInput(file)
  using decoder = new AudioDecoder(input, { sampleRate, maxDurationS: MAX_DURATION_S })
  // A chunk is valid until the next one is requested.
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
  await writeFile(file, pcmWav(samples, sampleRate))
}
