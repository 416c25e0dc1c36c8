import type { Engine, EngineStream } from './engine.ts'
import { DelayLine } from './delay-line.ts'

/** Processes a block in several frames of an engine, delayed to a given lag. */
export class EngineBlock {
  /** Set before `process`, denoised and late after it. */
  readonly samples: Float32Array
  readonly #frames: readonly Float32Array[]
  readonly #stream: EngineStream
  readonly #delay: DelayLine

  /** `extraDelay`: samples on top of the engine's own latency. */
  constructor(engine: Engine, blockLength: number, extraDelay: number) {
    if (blockLength % engine.frameSize !== 0)
      throw new RangeError(`${engine.id} needs frames of ${engine.frameSize}`)
    this.samples = new Float32Array(blockLength)
    // Views made once: a view per frame would keep the garbage collector busy.
    this.#frames = Array.from({ length: blockLength / engine.frameSize }, (_, index) =>
      this.samples.subarray(index * engine.frameSize, (index + 1) * engine.frameSize),
    )
    this.#stream = engine.create()
    this.#delay = new DelayLine(extraDelay, blockLength)
  }

  process(): void {
    for (const frame of this.#frames) this.#stream.process(frame)
    this.#delay.process(this.samples)
  }

  free(): void {
    this.#stream.free()
  }
}
