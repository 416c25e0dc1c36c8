import type { Engine } from './engine.ts'
import { loadDtln } from './engines/dtln.ts'
import { loadGtcrn } from './engines/gtcrn.ts'
import { loadRnnoise } from './engines/rnnoise.ts'

/** Engines, each loaded at its first use and kept for the life of the process. */
export class EngineCache {
  readonly #loaded = new Map<Engine['id'], Promise<Engine>>()

  dtln(): Promise<Engine> {
    return this.#get('dtln', loadDtln)
  }

  gtcrn(): Promise<Engine> {
    return this.#get('gtcrn', loadGtcrn)
  }

  rnnoise(): Promise<Engine> {
    return this.#get('rnnoise', loadRnnoise)
  }

  #get(id: Engine['id'], load: () => Promise<Engine>): Promise<Engine> {
    const loaded = this.#loaded.get(id) ?? load()
    this.#loaded.set(id, loaded)
    return loaded
  }
}
