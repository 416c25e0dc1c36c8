import { z } from 'zod'
import { ActivityRecorder } from '../../packages/server/src/activity/activity-recorder.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import type { Engine, JobEngine } from '../../packages/server/src/engine/engine.ts'
import type { SubmittedOrder } from '../../packages/server/src/engine/jobs/submit.ts'
import { createTagRegistry } from '../../packages/server/src/tags/registry.ts'
import type { Tag } from '../../packages/server/src/tags/tag.ts'

const BEIJING = 480
/** As long as a service with several processes has it, ms. */
const LEASE_MS = 7_000

const params = z.object({ number: z.int(), ms: z.number() })

/** A tag for tests and benchmarks: its jobs do nothing but take `ms`, and say by their number that they begin. */
function createPauseTag(onBegin: (number: number) => void): Tag {
  return {
    name: 'Pause',
    family: 'media',
    idLetter: 'j',
    parameters: [],
    read: () => ({}),
    show: () => ({ params: [], results: [] }),
    async run(job, _tools, signal) {
      const { number, ms } = params.parse(job.params)
      onBegin(number)
      if (ms > 0) await sleep(ms, signal)
      if (signal.aborted) return { kind: 'aborted' }
      return { kind: 'success', message: 'SUCCESS', result: {}, files: [] }
    },
  }
}

export function pauseEngine(engine: Engine, onBegin: (number: number) => void = () => undefined): JobEngine {
  return {
    ...engine,
    tags: createTagRegistry([createPauseTag(onBegin)]),
    timeZone: BEIJING,
    maxTries: 3,
    cancelRunning: false,
    leaseMs: LEASE_MS,
    callbackDeadlineMs: 15_000,
    callbackJson: 'native',
    tdmq: new Set(),
    activity: new ActivityRecorder(engine),
  }
}

export interface PauseOrder {
  readonly number: number
  readonly ms: number
  readonly inputKey: string
  /** Where the callback goes; `no`: nowhere. */
  readonly callback: string
}

export function pauseOrder({ number, ms, inputKey, callback }: PauseOrder): SubmittedOrder {
  return {
    tag: { name: 'Pause', family: 'media', idLetter: 'j' },
    level: 0,
    inputKey,
    order: { params: { number, ms }, callback: { url: callback } },
  }
}
