/** F1 to F3 of five vowels, Hz. */
const VOWELS = [
  [730, 1_090, 2_440],
  [270, 2_290, 3_010],
  [300, 870, 2_240],
  [530, 1_840, 2_480],
  [570, 840, 2_410],
] as const
const SYLLABLE_S = 0.24
/** Every third syllable is a pause. */
const PAUSE_EVERY = 3

export interface SpeechLikeOptions {
  readonly seconds: number
  readonly sampleRate: number
  /** Highest harmonic, Hz. */
  readonly topHz: number
}

/**
 * A voice that says vowels: harmonics of a moving pitch, shaped by formants, in syllables with pauses. Engines take
 * it for speech, and it can be made anywhere, the same each time. Peak below 0.9.
 */
export function speechLike({ seconds, sampleRate, topHz }: SpeechLikeOptions): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRate))
  let phase = 0
  for (let n = 0; n < samples.length; n++) {
    const t = n / sampleRate
    const syllable = Math.floor(t / SYLLABLE_S)
    const pitch = 125 + 25 * Math.sin(2 * Math.PI * 0.7 * t) + 6 * Math.sin(2 * Math.PI * 5.1 * t)
    phase += (2 * Math.PI * pitch) / sampleRate
    const loudness =
      syllable % PAUSE_EVERY === PAUSE_EVERY - 1
        ? 0
        : Math.sin((Math.PI * (t % SYLLABLE_S)) / SYLLABLE_S) ** 2
    if (loudness === 0) continue
    samples[n] = 0.12 * loudness * voice(phase, pitch, { formants: vowel(syllable), topHz })
  }
  return samples
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, as in Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** White noise, the same each time, with a mean square of 1. */
export function whiteNoise(length: number, seed = 1): Float32Array {
  const random = seeded(seed)
  return Float32Array.from({ length }, () => {
    let sum = 0
    for (let i = 0; i < 4; i++) sum += random() - 0.5
    return sum * Math.sqrt(3)
  })
}

/** `signal` with `noise` under it, `snrDb` dB quieter. */
export function mixAt(signal: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const scale = Math.sqrt(energy(signal) / (energy(noise) * 10 ** (snrDb / 10)))
  return signal.map((sample, n) => sample + scale * (noise[n] ?? 0))
}

/** Scale-invariant signal-to-distortion ratio of `estimate` against `reference`, dB. */
export function siSdr(reference: Float32Array, estimate: Float32Array): number {
  let dot = 0
  for (let n = 0; n < reference.length; n++) dot += (reference[n] ?? 0) * (estimate[n] ?? 0)
  const scale = dot / energy(reference)
  let distortion = 0
  for (let n = 0; n < reference.length; n++)
    distortion += ((estimate[n] ?? 0) - scale * (reference[n] ?? 0)) ** 2
  return 10 * Math.log10((scale ** 2 * energy(reference)) / distortion)
}

/** Returns the sum of the squares of samples. */
export function energy(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum
}

function vowel(syllable: number): readonly number[] {
  return VOWELS[(syllable * 3) % VOWELS.length] ?? VOWELS[0]
}

function voice(phase: number, pitch: number, shape: { formants: readonly number[]; topHz: number }): number {
  // sin(kφ) from the two before it: 2·cos(φ)·sin((k−1)φ) − sin((k−2)φ)
  const turn = 2 * Math.cos(phase)
  let before = 0
  let current = Math.sin(phase)
  let sum = 0
  for (let k = 1; k * pitch < shape.topHz; k++) {
    sum += current * envelope(k * pitch, shape.formants)
    const next = turn * current - before
    before = current
    current = next
  }
  return sum
}

/** Three resonances over a floor that falls by 5 dB an octave, so that the top octave carries something. */
function envelope(hz: number, formants: readonly number[]): number {
  let gain = 0.3 * (500 / (hz + 500)) ** 0.8
  formants.forEach((formant, index) => {
    const width = 90 + 40 * index
    gain += 1 / (1 + ((hz - formant) / width) ** 2) / (index + 1)
  })
  return gain
}
