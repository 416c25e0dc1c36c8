import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import type { SeededRandom } from '../seeded-random.ts'
import { reply, type Answer, type Command, type WorkerSettings } from './commands.ts'

/** A server may still commit what a client sent that is dead by now. */
const AGAIN_MS = 500

/** Worker processes, each of them replaced when it is killed. */
export interface Crew {
  /** Asks any of them, another one when that one is killed, until one answers. */
  ask(command: Command): Promise<Answer>
  /** Resolves once one of them looks for jobs. */
  ready(): Promise<void>
  /** `kill -9` of any of them, and a new one in its place. Gives when it was dead, ms since 1970. */
  killOne(): Promise<number>
  /** Lets them end. */
  stop(): Promise<void>
}

export type CrewSettings = Omit<WorkerSettings, 'storage'>

export function startCrew(
  settings: CrewSettings,
  { size, seeded }: { size: number; seeded: SeededRandom },
): Crew {
  const member = (at: number): Member =>
    new Member({ ...settings, storage: path.join(settings.directory, `storage-${at}`) })
  const members = Array.from({ length: size }, (_, at) => member(at))
  let asked = 0
  const readyOne = async (): Promise<Member> => {
    for (;;) {
      asked += 1
      const one = members[asked % size]
      if (one && (await one.isReady)) return one
    }
  }
  return {
    async ask(command) {
      for (;;) {
        const answer = await (await readyOne()).ask(command)
        if (answer) return answer
        await sleep(AGAIN_MS)
      }
    },
    async ready() {
      await readyOne()
    },
    async killOne() {
      const at = seeded.between(0, size - 1)
      await members[at]?.end('SIGKILL')
      const killedAt = Date.now()
      members[at] = member(at)
      return killedAt
    },
    async stop() {
      await Promise.all(members.map((one) => one.end('SIGTERM')))
    },
  }
}

interface Waiting {
  readonly resolve: (answer: Answer | undefined) => void
  readonly reject: (error: Error) => void
}

class Member {
  /** False when it ends before. */
  readonly isReady: Promise<boolean>
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #isEnding = false
  #failure: Error | undefined

  constructor(settings: WorkerSettings) {
    this.#child = fork(new URL('worker-process.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: process.execArgv,
    })
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    this.isReady = promise
    promise.catch(() => undefined)
    this.#child.on('message', (message: unknown) => {
      const said = reply.parse(message)
      if ('ready' in said) resolve(true)
      else if ('answer' in said) this.#waiting.get(said.id)?.resolve(said.answer)
      else this.#waiting.get(said.id)?.reject(new Error(`a worker process could not do it: ${said.error}`))
    })
    this.#child.once('exit', (code) => {
      if (!this.#isEnding) this.#failure = new Error(`a worker process ended by itself, with ${String(code)}`)
      const failure = this.#failure
      if (failure) reject(failure)
      else resolve(false)
      for (const waiting of this.#waiting.values()) {
        if (failure) waiting.reject(failure)
        else waiting.resolve(undefined)
      }
    })
  }

  /** `undefined` when it is killed before it answers. */
  async ask(command: Command): Promise<Answer | undefined> {
    if (this.#failure) throw this.#failure
    if (this.#isEnding) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>()
    this.#asked += 1
    const id = this.#asked
    this.#waiting.set(id, { resolve, reject })
    this.#child.send({ id, command }, (error) => {
      if (error) resolve(undefined)
    })
    return promise.finally(() => this.#waiting.delete(id))
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#isEnding = true
    const ended = once(this.#child, 'exit')
    this.#child.kill(signal)
    await ended
  }
}
