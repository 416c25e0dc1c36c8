/** 10 ms at 16 kHz: the level is measured and the gain moved in steps of this. */
const STEP = 160
/** Steps of the averaging time, 3 s. */
const MEMORY_STEPS = 300
/** Mean square below which a step counts as a pause. */
const PAUSE = 1e-7
/** −20 dBFS: the level that the engines were trained around. */
const TARGET_RMS = 0.1
const GAIN_LIMITS = { least: 0.25, most: 100 } as const

/** Brings speech slowly to −20 dBFS, so that a quiet recording is treated like a loud one. 16 kHz. */
export class LevelNormaliser {
  #meanSquare = 0
  #stepCount = 0
  #gain = 1

  /** Writes the levelled block to `levelled` and the gain of each sample to `gains`. Lengths: multiples of 160. */
  process(block: Float32Array, levelled: Float32Array, gains: Float32Array): void {
    for (let start = 0; start < block.length; start += STEP) {
      this.#measure(block, start)
      const before = this.#gain
      const after = this.#wantedGain()
      for (let i = 0; i < STEP; i++) {
        const gain = before + ((after - before) * (i + 1)) / STEP
        gains[start + i] = gain
        levelled[start + i] = (block[start + i] ?? 0) * gain
      }
      this.#gain = after
    }
  }

  #measure(block: Float32Array, start: number): void {
    let energy = 0
    for (let i = start; i < start + STEP; i++) energy += (block[i] ?? 0) ** 2
    const meanSquare = energy / STEP
    if (meanSquare < PAUSE) return
    this.#stepCount++
    // A plain mean until 3 s have passed: the start of a recording counts at once.
    this.#meanSquare += (meanSquare - this.#meanSquare) / Math.min(this.#stepCount, MEMORY_STEPS)
  }

  #wantedGain(): number {
    if (this.#stepCount === 0) return this.#gain
    const gain = TARGET_RMS / Math.sqrt(this.#meanSquare)
    return Math.min(Math.max(gain, GAIN_LIMITS.least), GAIN_LIMITS.most)
  }
}
