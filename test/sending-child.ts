import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Told } from './sending-process.ts'

export interface SendingOptions {
  readonly directory: string
  readonly urls: readonly string[]
  readonly perSecond: number
  readonly total: number
  readonly deadlineMs: number
}

export interface SendingChild {
  readonly pid: number
  /** SIGKILL; ends when the process is gone. */
  kill(): Promise<void>
}

/** Starts the process of sending-process.ts; `onTold` hears what it says. */
export function startSending(options: SendingOptions, onTold: (told: Told) => void): SendingChild {
  const { directory, urls, perSecond, total, deadlineMs } = options
  const args = [directory, JSON.stringify(urls), ...[perSecond, total, deadlineMs].map(String)]
  const child: ChildProcess = fork(new URL('./sending-process.ts', import.meta.url), args, {
    execArgv: process.execArgv,
  })
  child.on('message', (message: unknown) => {
    if (isTold(message)) onTold(message)
  })
  return {
    pid: child.pid ?? 0,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the process ended by itself')
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function isTold(message: unknown): message is Told {
  return typeof message === 'object' && message !== null && 'kind' in message
}
