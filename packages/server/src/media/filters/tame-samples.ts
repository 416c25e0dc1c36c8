import {
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_DBLP,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
} from 'node-av/constants'
import type { Frame } from 'node-av/lib'
import { asSampleFormat } from '../frame-formats.ts'

/** 12 dB over full scale; anything above is damage. */
const LOUDEST = 4

/**
 * Makes samples of floats into ones that encoders and recurrent networks bear, in place: a file may hold any value, and
 * what is no number is silence.
 */
export function tameFrame(frame: Frame): void {
  const format = asSampleFormat(frame.format)
  const isDouble = format === AV_SAMPLE_FMT_DBL || format === AV_SAMPLE_FMT_DBLP
  if (!isDouble && format !== AV_SAMPLE_FMT_FLT && format !== AV_SAMPLE_FMT_FLTP) return
  for (const { buffer, byteOffset, byteLength } of frame.extendedData ?? [])
    tame(
      isDouble
        ? new Float64Array(buffer, byteOffset, byteLength / 8)
        : new Float32Array(buffer, byteOffset, byteLength / 4),
    )
}

/** The same for samples. */
export function tame<T extends Float32Array | Float64Array>(samples: T): T {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0
    if (!(Math.abs(sample) <= LOUDEST)) samples[i] = Number.isNaN(sample) ? 0 : Math.sign(sample) * LOUDEST
  }
  return samples
}
