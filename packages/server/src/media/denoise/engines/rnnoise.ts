import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Engine, EngineStream } from '../engine.ts'

const FRAME = 480
/** RNNoise was trained on samples in the range of 16-bit integers. */
const FULL_SCALE = 32_768

/** What is used of the package's Emscripten module (no types come with it). */
interface RnnoiseModule {
  readonly HEAPF32: Float32Array
  _malloc(bytes: number): number
  _free(at: number): void
  _rnnoise_create(model: number): number
  _rnnoise_destroy(state: number): void
  _rnnoise_process_frame(state: number, out: number, input: number): number
}

/** RNNoise 0.2 (Valin). Full band at 48 kHz; the output is two frames late. */
export async function loadRnnoise(): Promise<Engine> {
  // The package has no entry point of its own for the synchronous build, which carries the 0.2 model.
  const script = createRequire(import.meta.url).resolve('#rnnoise')
  const loaded: unknown = await import(pathToFileURL(script).href)
  if (!hasFactory(loaded)) throw new Error('the RNNoise package does not hold what was expected')
  const module = loaded.default()
  return {
    id: 'rnnoise',
    sampleRate: 48_000,
    frameSize: FRAME,
    latency: 2 * FRAME,
    create: () => new RnnoiseStream(module),
  }
}

class RnnoiseStream implements EngineStream {
  readonly #module: RnnoiseModule
  readonly #samples: number
  #state: number

  constructor(module: RnnoiseModule) {
    this.#module = module
    this.#samples = module._malloc(FRAME * Float32Array.BYTES_PER_ELEMENT)
    this.#state = module._rnnoise_create(0)
    if (this.#samples === 0 || this.#state === 0) throw new Error('RNNoise has no memory left')
  }

  process(frame: Float32Array): void {
    const start = this.#samples / Float32Array.BYTES_PER_ELEMENT
    // Looked up at each frame: the view is replaced when the module's memory grows.
    const memory = this.#module.HEAPF32
    for (let i = 0; i < FRAME; i++) memory[start + i] = (frame[i] ?? 0) * FULL_SCALE
    this.#module._rnnoise_process_frame(this.#state, this.#samples, this.#samples)
    for (let i = 0; i < FRAME; i++) frame[i] = (memory[start + i] ?? 0) / FULL_SCALE
  }

  reset(): void {
    this.#module._rnnoise_destroy(this.#state)
    this.#state = this.#module._rnnoise_create(0)
  }

  free(): void {
    this.#module._rnnoise_destroy(this.#state)
    this.#module._free(this.#samples)
  }
}

function hasFactory(value: unknown): value is { default: () => RnnoiseModule } {
  return (
    typeof value === 'object' && value !== null && 'default' in value && typeof value.default === 'function'
  )
}
