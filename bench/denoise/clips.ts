import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openAudioInput } from '../../packages/server/src/media/audio-input.ts'
import { AudioDecoder } from '../../packages/server/src/media/decode.ts'
import { mixAt, speechLike, whiteNoise } from '../../packages/server/src/media/denoise/speech-like.ts'

export const CLIP_RATE = 16_000

/** A noisy recording and the same without the noise, 16 kHz mono, equally long. */
export interface Clip {
  readonly name: string
  readonly noisy: Float32Array
  readonly clean: Float32Array
}

/** The pairs NAME.noisy.wav and NAME.clean.wav of a directory. */
export function readClips(directory: string): Clip[] {
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.noisy.wav'))
    .map((file) => file.slice(0, -'.noisy.wav'.length))
    .toSorted()
  if (names.length === 0) throw new Error(`${directory} holds no NAME.noisy.wav with its NAME.clean.wav`)
  return names.map((name) => ({
    name,
    noisy: readSamples(join(directory, `${name}.noisy.wav`)),
    clean: readSamples(join(directory, `${name}.clean.wav`)),
  }))
}

/** Stand-ins for recordings: a made voice under three noises. Engines do worse on them than on people. */
export function makeClips(): Clip[] {
  const clean = speechLike({ seconds: 6, sampleRate: CLIP_RATE, topHz: 7_500 })
  const white = whiteNoise(clean.length)
  return [
    { name: 'made_white_10dB', clean, noisy: mixAt(clean, white, 10) },
    { name: 'made_brown_5dB', clean, noisy: mixAt(clean, brown(white), 5) },
    { name: 'made_hum_5dB', clean, noisy: mixAt(clean, hum(clean.length), 5) },
  ]
}

function readSamples(path: string): Float32Array {
  using input = openAudioInput(path)
  using decoder = new AudioDecoder(input, { sampleRate: CLIP_RATE, maxDurationS: 600 })
  const samples: number[] = []
  for (const chunk of decoder.chunks()) samples.push(...chunk)
  return Float32Array.from(samples)
}

function brown(white: Float32Array): Float32Array {
  let level = 0
  return white.map((sample) => (level = 0.98 * level + sample))
}

function hum(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) =>
    [50, 100, 150, 250].reduce(
      (sum, hz) => sum + Math.sin((2 * Math.PI * hz * n) / CLIP_RATE) * (50 / hz),
      0,
    ),
  )
}
