import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { PauseWorkerSettings } from './worker-settings.ts'

export interface PauseWorker {
  readonly pid: number
  /** Resolves once it looks for jobs. */
  readonly ready: Promise<void>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** Starts a worker process; `onBegin` hears the number of each job that it begins. */
export function startPauseWorker(
  settings: PauseWorkerSettings,
  onBegin: (number: number) => void = () => undefined,
): PauseWorker {
  const child = fork(new URL('./worker-process.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: process.execArgv,
  })
  const { promise: ready, resolve, reject } = Promise.withResolvers<undefined>()
  child.once('exit', () => reject(new Error('a worker process ended')))
  ready.catch(() => undefined)
  child.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null) return
    if ('ready' in message) resolve(undefined)
    if ('began' in message && typeof message.began === 'number') onBegin(message.began)
  })
  return {
    pid: child.pid ?? 0,
    ready,
    async kill(signal) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}
