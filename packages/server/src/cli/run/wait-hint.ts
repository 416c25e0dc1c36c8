import type { Clock } from '../../base/clock.ts'
import { CommandError } from '../command.ts'
import type { JobDetail } from '../jobs/wait-for-job.ts'

/** A worker that is free takes a job at once, ms. */
const SAY_AFTER_MS = 4_000

interface WaitHintOptions {
  /** How many jobs of the service run and wait. Throws CommandError. */
  readonly countJobs: () => Promise<{ readonly running: number; readonly waiting: number }>
  readonly clock: Clock
  readonly onHint: (sentence: string) => void
}

/** Says once why a job does not begin. */
export class WaitHint {
  readonly #options: WaitHintOptions
  readonly #since: number
  #isSaid = false

  constructor(options: WaitHintOptions) {
    this.#options = options
    this.#since = options.clock.monotonic()
  }

  observe({ state, queueId }: Pick<JobDetail, 'state' | 'queueId'>): void {
    const { clock, onHint } = this.#options
    if (this.#isSaid || state === 'Running' || clock.monotonic() - this.#since < SAY_AFTER_MS) return
    if (state === 'Pause') {
      this.#isSaid = true
      onHint(
        `the job waits because its queue ${queueId} is paused: "lemnis queues set ${queueId} --state Active" lets it go on.`,
      )
    } else if (state === 'Submitted') {
      this.#isSaid = true
      void this.#askWhy(queueId)
    }
  }

  /** A hint that can't be had is none. */
  async #askWhy(queueId: string): Promise<void> {
    try {
      const { running, waiting } = await this.#options.countJobs()
      this.#options.onHint(
        running > 0
          ? `the job waits: ${running} run and ${waiting} wait now.`
          : `no worker takes jobs of the queue ${queueId}: start one ("lemnis worker"), and see --queues of those that run. "lemnis doctor" says more.`,
      )
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
    }
  }
}
