import { z } from 'zod'
import { sleep } from '../packages/server/src/base/tasks/wait.ts'
import type { RunningService } from '../tooling/start-service.ts'

const LISTENING = /Debugger listening on (ws:\/\/\S+)/

const answerSchema = z.object({ id: z.number(), result: z.unknown() })
const valueSchema = z.object({ result: z.object({ value: z.number() }) })

/** Enables the inspector for `openLiveMemory`, on a free port. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=0' }

export interface LiveMemory extends Disposable {
  /** Bytes that remain after a full collection: V8's heap and external memory, such as bodies. */
  read(): Promise<number>
}

/**
 * Measures a service that was started with `INSPECTABLE`. Resident memory varies by tens of MB with the garbage
 * collector, which hides a leak of a few. Reachable memory does not vary.
 */
export async function openLiveMemory(service: RunningService, pid: number): Promise<LiveMemory> {
  process.kill(pid, 'SIGUSR1')
  let address = LISTENING.exec(service.log())?.[1]
  for (let tries = 0; address === undefined && tries < 100; tries += 1) {
    await sleep(50)
    address = LISTENING.exec(service.log())?.[1]
  }
  if (address === undefined) throw new Error(`the inspector of process ${pid} did not start`)
  const socket = new WebSocket(address)
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = answerSchema.parse(JSON.parse(String(data)))
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  let asked = 0
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      asked += 1
      waiting.set(asked, resolve)
      socket.send(JSON.stringify({ id: asked, method, params }))
    })
  return {
    async read() {
      await ask('HeapProfiler.collectGarbage')
      const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'
      return valueSchema.parse(await ask('Runtime.evaluate', { expression })).result.value
    },
    [Symbol.dispose]() {
      socket.close()
    },
  }
}
