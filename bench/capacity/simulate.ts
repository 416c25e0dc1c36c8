import { availableParallelism } from 'node:os'
import type { CallCost, Costs } from './calibrate.ts'

/** What a worker process has at once, and how many ends it may have that are not recorded. */
export interface Fleet {
  readonly processes: number
  readonly concurrency: number
  readonly unrecorded: number
  readonly jobs: number
}

/**
 * How many jobs a second the fleet runs that do nothing, by playing it through: each worker claims while places are free
 * (one claim at a time of a queue), runs what it claimed, and records ends together while it goes on. Processors are
 * shared by all that have work; a worker's own work goes on one thread.
 */
export function simulate(costs: Costs, fleet: Fleet, cores = availableParallelism()): number {
  const machine = new Machine(cores)
  const queueLock = new Lock()
  let waiting = fleet.jobs
  let done = 0
  for (let number = 0; number < fleet.processes; number += 1) {
    const thread = new Lock()
    let [running, unrecorded, ended] = [0, 0, 0]
    let recording = false
    let claiming = false

    const call = (cost: CallCost, jobs: number, then: () => void): void => {
      const of = (part: 'client' | 'server' | 'wait'): number => cost.call[part] + cost.job[part] * jobs
      thread.take(() =>
        machine.work(of('client'), () => {
          thread.release()
          machine.work(of('server'), () => machine.wait(of('wait'), then))
        }),
      )
    }
    const claim = (): void => {
      const places = Math.min(fleet.concurrency - running, fleet.concurrency + fleet.unrecorded - unrecorded)
      if (claiming || places <= 0 || waiting === 0) return
      claiming = true
      queueLock.take(() => {
        const jobs = Math.min(places, waiting)
        waiting -= jobs
        call(costs.claim, jobs, () => {
          queueLock.release()
          claiming = false
          running += jobs
          unrecorded += jobs
          claim()
          thread.take(() =>
            machine.work(costs.run.client * jobs, () => {
              thread.release()
              running -= jobs
              ended += jobs
              record()
              claim()
            }),
          )
        })
      })
    }
    const record = (): void => {
      if (recording || ended === 0) return
      recording = true
      const jobs = ended
      ended = 0
      call(costs.finish, jobs, () => {
        recording = false
        unrecorded -= jobs
        done += jobs
        record()
        claim()
      })
    }
    claim()
  }
  while (done < fleet.jobs) machine.step()
  return (fleet.jobs * 1_000) / machine.now
}

interface Task {
  remaining: number
  readonly then: () => void
}

/** Time goes from event to event. Tasks share the cores evenly, none has more than one. All times in ms. */
class Machine {
  now = 0
  readonly #cores: number
  #working: Task[] = []
  #waiting: Task[] = []

  constructor(cores: number) {
    this.#cores = cores
  }

  work(ms: number, then: () => void): void {
    this.#working.push({ remaining: ms, then })
  }

  wait(ms: number, then: () => void): void {
    this.#waiting.push({ remaining: ms, then })
  }

  /** On to the next end of a task. */
  step(): void {
    const rate = Math.min(1, this.#cores / this.#working.length)
    const untilWork = Math.min(...this.#working.map(({ remaining }) => remaining)) / rate
    const elapsed = Math.min(untilWork, ...this.#waiting.map(({ remaining }) => remaining))
    if (!Number.isFinite(elapsed)) throw new Error('the simulation stands still')
    this.now += elapsed
    for (const task of this.#working) task.remaining -= elapsed * rate
    for (const task of this.#waiting) task.remaining -= elapsed
    const isOver = ({ remaining }: Task): boolean => remaining <= 1e-9
    const over = [...this.#working, ...this.#waiting].filter(isOver)
    this.#working = this.#working.filter((task) => !isOver(task))
    this.#waiting = this.#waiting.filter((task) => !isOver(task))
    for (const { then } of over) then()
  }
}

/** Held by one at a time; the others wait in order. */
class Lock {
  #held = false
  readonly #waiting: (() => void)[] = []

  take(then: () => void): void {
    if (this.#held) this.#waiting.push(then)
    else {
      this.#held = true
      then()
    }
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#held = false
  }
}
