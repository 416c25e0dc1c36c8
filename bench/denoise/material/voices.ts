import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openAudioInput } from '../../../packages/server/src/media/audio-input.ts'
import { AudioDecoder } from '../../../packages/server/src/media/decode.ts'
import { energy, seeded, speechLike } from '../../../packages/server/src/media/denoise/speech-like.ts'

/** Sentences of one talker follow each other after so many seconds. */
const PAUSE_S = 0.35
/** Shorter files are single words. */
const LEAST_S = 1
/** Root mean square of a sentence. */
const LEVEL = 0.08

export interface Voice {
  readonly name: string
  /** Hz that the recordings have. */
  readonly sampleRate: number
  /** Returns seconds of speech at a rate; another `take` has other sentences. */
  speak(options: SpeakOptions): Float32Array
}

export interface SpeakOptions {
  readonly seconds: number
  /** Hz */
  readonly rate: number
  readonly take: number
}

/** A talker for each folder of a directory, which holds recordings of sentences in any format. */
export function recordedVoices(directory: string): Voice[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => recordedVoice(name, join(directory, name)))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function recordedVoice(name: string, folder: string): Voice {
  const files = readdirSync(folder)
    .toSorted()
    .map((file) => join(folder, file))
  return {
    name,
    sampleRate: rateOf(files[0] ?? folder),
    speak({ seconds, rate, take }) {
      const random = seeded(hash(name) + take)
      const speech = new Float32Array(Math.round(seconds * rate))
      for (let at = 0; at < speech.length;) {
        const file = files[Math.floor(random() * files.length)]
        const sentence = file === undefined ? new Float32Array() : readSamples(file, rate)
        if (sentence.length < LEAST_S * rate) continue
        speech.set(levelled(sentence).subarray(0, speech.length - at), at)
        at += sentence.length + Math.round(PAUSE_S * rate)
      }
      return speech
    },
  }
}

/** Six generated voices for machines without recordings. Engines do worse on them than on people. */
export function generatedVoices(): Voice[] {
  return Array.from({ length: 6 }, (_, number) => ({
    name: `generated${number}`,
    sampleRate: 48_000,
    speak: ({ seconds, rate, take }: SpeakOptions) => {
      // As if a record ran slower or faster: pitch and formants of another talker.
      const pace = 0.8 + 0.1 * number
      const plain = speechLike({ seconds: seconds * pace + take, sampleRate: rate, topHz: 0.45 * rate })
      const from = take * rate
      return Float32Array.from({ length: Math.round(seconds * rate) }, (_, n) => {
        const place = from + n * pace
        const [before, share] = [Math.floor(place), place % 1]
        return (plain[before] ?? 0) * (1 - share) + (plain[before + 1] ?? 0) * share
      })
    },
  }))
}

export function readSamples(path: string, rate: number): Float32Array {
  using input = openAudioInput(path)
  using decoder = new AudioDecoder(input, { sampleRate: rate, maxDurationS: 600 })
  const chunks = Array.from(decoder.chunks(), (chunk) => Float32Array.from(chunk))
  const samples = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    samples.set(chunk, at)
    at += chunk.length
  }
  return samples
}

function rateOf(path: string): number {
  using input = openAudioInput(path)
  return input.stream.codecpar.sampleRate
}

function levelled(samples: Float32Array): Float32Array {
  const rms = Math.sqrt(energy(samples) / samples.length)
  return samples.map((sample) => (sample * LEVEL) / (rms + 1e-9))
}

function hash(text: string): number {
  let sum = 7
  for (const character of text) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return sum
}
