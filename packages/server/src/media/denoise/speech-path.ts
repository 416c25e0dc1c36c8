import type { Neighbours } from './neighbours.ts'
import type { PathBlock, Shares } from './share-mixer.ts'

/** 80 ms at 16 kHz, the shortest block that every engine's frame divides (also RNNoise's, at 48 kHz). */
export const SPEECH_BLOCK = 1_280

/** A block of 16 kHz speech. */
export interface SpeechBlock {
  readonly x: Float32Array
  /** RNNoise's output for the same input, at 16 kHz; ignored by the path without it. */
  readonly rnnoise: Float32Array
  /** The factor of each sample that brings speech to −20 dBFS, and the one to −32 dBFS. */
  readonly loud: Float32Array
  readonly soft: Float32Array
}

/** Treats blocks of 16 kHz speech in several ways, which come `delay` samples late, and says how to mix them. */
export interface SpeechPath<Sums> {
  readonly delay: number
  /** The arrays of the result are the caller's. */
  process(block: SpeechBlock): PathBlock<Sums>
  decide(around: Neighbours<Sums>): Shares
  free(): void
}

export function speechBlock(): Float32Array {
  return new Float32Array(SPEECH_BLOCK)
}

/** Divides samples by the gains that they were heard with. Delayed gains start with zeros, where there is no sound. */
export function unlevel(samples: Float32Array, gains: Float32Array): void {
  for (let i = 0; i < samples.length; i++) {
    const gain = gains[i] ?? 0
    samples[i] = gain === 0 ? 0 : (samples[i] ?? 0) / gain
  }
}

export function scale(samples: Float32Array, gains: Float32Array, out: Float32Array): void {
  for (let i = 0; i < samples.length; i++) out[i] = (samples[i] ?? 0) * (gains[i] ?? 0)
}
