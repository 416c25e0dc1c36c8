import { closeSync, openSync, readSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { Crc64 } from '../crc64.ts'
import { SumOrder, type SumReport } from './file-sums-messages.ts'

/** Lower than the thread that answers requests. Only on Linux each thread has a priority of its own. */
const NICENESS = 10
const CHUNK_BYTES = 1024 * 1024

if (process.platform === 'linux') setPriority(Math.max(getPriority(), NICENESS))
const active = new Set<number>()

parentPort?.on('message', (message) => {
  const order = SumOrder.parse(message)
  if (order.type === 'forget') active.delete(order.id)
  else void sum(order)
})

async function sum({ id, path }: Extract<SumOrder, { type: 'sum' }>): Promise<void> {
  active.add(id)
  try {
    await read(id, path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {}
    send({ type: 'failed', id, ...code, message: String(error) })
  } finally {
    active.delete(id)
  }
}

/** Files are read in turn, chunk by chunk: a small one does not wait for a large one. */
async function read(id: number, path: string): Promise<void> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    const crc64 = new Crc64()
    for (let bytes = 0; active.has(id);) {
      const length = readSync(file, chunk, 0, CHUNK_BYTES, bytes)
      if (length === 0) {
        send({ type: 'summed', id, bytes, crc64: crc64.digest() })
        return
      }
      crc64.update(chunk.subarray(0, length))
      bytes += length
      await setImmediate()
    }
  } finally {
    closeSync(file)
  }
}

function send(report: SumReport): void {
  parentPort?.postMessage(report)
}
