import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Engine, EngineStream } from '../engine.ts'

const FRAME = 256

/**
 * The entry points under the one-letter names of the package's build (version 0.4.1, pinned). Its own loader only
 * runs inside an AudioWorklet, and its 48 kHz entry loses 2.7 dB compared with this one.
 */
interface GtcrnModule {
  readonly memory: WebAssembly.Memory
  create(): number
  destroy(state: number): void
  process(state: number, input: number, out: number): void
  malloc(bytes: number): number
  free(at: number): void
}

/** GTCRN (Rong and others, 2024) at 16 kHz; the output is one frame late. */
export async function loadGtcrn(): Promise<Engine> {
  const file = createRequire(import.meta.url).resolve('#gtcrn')
  const module = await instantiate(await readFile(file))
  return {
    id: 'gtcrn',
    sampleRate: 16_000,
    frameSize: FRAME,
    latency: FRAME,
    create: () => new GtcrnStream(module),
  }
}

async function instantiate(binary: Buffer<ArrayBuffer>): Promise<GtcrnModule> {
  const grown: { memory?: WebAssembly.Memory } = {}
  const { instance } = await WebAssembly.instantiate(binary, {
    a: {
      a: () => {
        throw new Error('GTCRN failed an assertion')
      },
      // Emscripten's request for a heap of so many bytes; 1 means that it was met.
      b: (bytes = 0) => {
        if (!grown.memory) return 0
        grown.memory.grow(Math.ceil((bytes - grown.memory.buffer.byteLength) / 65_536))
        return 1
      },
    },
  })
  const { c: memory } = instance.exports
  if (!(memory instanceof WebAssembly.Memory)) throw unexpected()
  grown.memory = memory
  const call = (name: string): ((...values: number[]) => number) => {
    const target = instance.exports[name]
    if (typeof target !== 'function') throw unexpected()
    return (...values) => Number(Reflect.apply(target, undefined, values))
  }
  call('d')()
  return {
    memory,
    create: call('e'),
    free: call('f'),
    destroy: call('g'),
    process: call('i'),
    malloc: call('k'),
  }
}

function unexpected(): Error {
  return new Error('the GTCRN package does not hold what was expected')
}

class GtcrnStream implements EngineStream {
  readonly #module: GtcrnModule
  readonly #input: number
  readonly #output: number
  #state: number

  constructor(module: GtcrnModule) {
    this.#module = module
    this.#input = module.malloc(FRAME * Float32Array.BYTES_PER_ELEMENT)
    this.#output = module.malloc(FRAME * Float32Array.BYTES_PER_ELEMENT)
    this.#state = module.create()
    if (this.#input === 0 || this.#output === 0 || this.#state === 0)
      throw new Error('GTCRN has no memory left')
  }

  process(frame: Float32Array): void {
    // A new view at each frame: growth of the memory detaches the old one.
    new Float32Array(this.#module.memory.buffer, this.#input, FRAME).set(frame)
    this.#module.process(this.#state, this.#input, this.#output)
    frame.set(new Float32Array(this.#module.memory.buffer, this.#output, FRAME))
  }

  reset(): void {
    this.#module.destroy(this.#state)
    this.#state = this.#module.create()
  }

  free(): void {
    this.#module.destroy(this.#state)
    this.#module.free(this.#input)
    this.#module.free(this.#output)
  }
}
