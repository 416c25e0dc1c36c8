/** One running noise suppressor with its own recurrent state. */
export interface EngineStream {
  /**
   * Replaces a frame of `frameSize` mono samples (full scale ±1) by the denoised signal, which comes `latency`
   * samples late.
   */
  process(frame: Float32Array): void
  /** Resets the state, as if newly created. */
  reset(): void
  /** Frees the memory of the state; the stream must not be used afterwards. */
  free(): void
}

export interface Engine {
  readonly id: 'dtln' | 'gtcrn' | 'rnnoise'
  /** Hz */
  readonly sampleRate: number
  /** Samples of one call. */
  readonly frameSize: number
  /** Samples at `sampleRate` by which the output is late. */
  readonly latency: number
  create(): EngineStream
}
