import { Batcher } from '../base/tasks/batcher.ts'
import type { JobEngine } from '../engine/engine.ts'
import { finishRuns, type EndedRun, type Finish } from '../engine/work/finish.ts'

interface Waiting {
  readonly run: EndedRun
  readonly resolve: (finish: Finish) => void
  readonly reject: (error: unknown) => void
}

/** Records how runs ended, those that end together in one transaction. */
export class Finisher {
  readonly #engine: JobEngine
  readonly #waiting = new Batcher<Waiting>((batch) => this.#recordBatch(batch))

  constructor(engine: JobEngine) {
    this.#engine = engine
  }

  /** Resolves once it is on the disk; rejects when it could not be recorded. */
  record(run: EndedRun): Promise<Finish> {
    const { promise, resolve, reject } = Promise.withResolvers<Finish>()
    this.#waiting.add({ run, resolve, reject })
    return promise
  }

  /** One that can't be recorded must not keep the others from it. */
  async #recordBatch(batch: readonly Waiting[]): Promise<void> {
    const [only, ...others] = batch
    if (only && others.length === 0) await this.#record([only]).catch(only.reject)
    else
      await this.#record(batch).catch(async () => {
        for (const one of batch) await this.#record([one]).catch(one.reject)
      })
  }

  async #record(batch: readonly Waiting[]): Promise<void> {
    const finishes = await finishRuns(
      this.#engine,
      batch.map(({ run }) => run),
    )
    for (const [at, { resolve }] of batch.entries()) resolve(finishes[at] ?? 'lost')
  }
}
