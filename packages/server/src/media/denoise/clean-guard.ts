import { STFT_HOP } from './stft.ts'

/** Hops of the averaging time, 3 s at 16 kHz. */
const MEMORY_HOPS = 375
/** dB by which speech stands over what an engine takes away: from here on little, and from there on nothing is noise. */
const NEARLY_CLEAN_DB = 30
const CLEAN_DB = 36
/** Smoothing factor of each hop: 130 ms. */
const PACE = 0.06

/**
 * Estimates how clean the input is from how little the engine removes: processing a clean recording can only harm it.
 * The average over 3 s keeps a pause between two words from counting as noise.
 */
export class CleanGuard {
  #kept = 0
  #removed = 0
  #hops = 0
  #share = 0

  /** 0: noisy, use the engine's result. 1: clean, use the input. */
  get share(): number {
    return this.#share
  }

  /** Takes a block of the engine's input and output, aligned. */
  observe(input: Float32Array, output: Float32Array): void {
    for (let start = 0; start < input.length; start += STFT_HOP) this.#observeHop(input, output, start)
  }

  #observeHop(input: Float32Array, output: Float32Array, start: number): void {
    let kept = 0
    let removed = 0
    for (let i = start; i < start + STFT_HOP; i++) {
      const sample = output[i] ?? 0
      kept += sample * sample
      removed += ((input[i] ?? 0) - sample) ** 2
    }
    this.#hops++
    const pace = 1 / Math.min(this.#hops, MEMORY_HOPS)
    this.#kept += (kept - this.#kept) * pace
    this.#removed += (removed - this.#removed) * pace
    const ratio = this.#removed === 0 ? 0 : this.#kept / this.#removed
    const wanted = (10 * Math.log10(ratio + 1e-9) - NEARLY_CLEAN_DB) / (CLEAN_DB - NEARLY_CLEAN_DB)
    this.#share += (Math.min(Math.max(wanted, 0), 1) - this.#share) * PACE
  }
}
