import type { JobEngine } from '../engine/engine.ts'
import { finishJobs, type Finish, type ToFinish } from '../engine/work/finish.ts'

interface Waiting {
  readonly run: ToFinish
  readonly resolve: (finish: Finish) => void
  readonly reject: (error: unknown) => void
}

/** Records the ends of runs, those that come together in one transaction. */
export class Finisher {
  readonly #engine: JobEngine
  #waiting: Waiting[] = []
  #working: Promise<void> | undefined

  constructor(engine: JobEngine) {
    this.#engine = engine
  }

  /** Resolves once it is on the disk; rejects when it could not be recorded. */
  record(run: ToFinish): Promise<Finish> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve, reject })
      this.#working ??= this.#work()
    })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // One turn of the event loop lets those that ended together be recorded together.
      await new Promise((resolve) => setImmediate(resolve))
      const group = this.#waiting.splice(0)
      if (!(await this.#recorded(group))) await Promise.all(group.map((one) => this.#recordAlone(one)))
    }
    this.#working = undefined
  }

  /** False when the group could not be recorded as one: it may be the fault of one of them. */
  async #recorded(group: readonly Waiting[]): Promise<boolean> {
    if (group.length === 1) return false
    try {
      const finishes = await finishJobs(
        this.#engine,
        group.map(({ run }) => run),
      )
      for (const [at, { resolve }] of group.entries()) resolve(finishes[at] ?? 'lost')
      return true
    } catch {
      return false
    }
  }

  async #recordAlone({ run, resolve, reject }: Waiting): Promise<void> {
    try {
      const [finish = 'lost'] = await finishJobs(this.#engine, [run])
      resolve(finish)
    } catch (error) {
      reject(error)
    }
  }
}
