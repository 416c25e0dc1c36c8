// Runs the transport in its own process, so that only its memory is measured. For each message from the parent it sends
// to all URLs several times, and replies with the memory and sockets that the process holds afterwards.
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { createTransport, post } from './sending.ts'

const DEADLINE_MS = 250
const ROUNDS_PER_MESSAGE = 10

/** Sockets close asynchronously, and later on a busy machine; a leaked one never closes. */
const CLOSE_MS = 5_000

interface Held {
  readonly rss: number
  readonly held: number
  readonly sockets: number
}

/** Sends to all URLs. Returns the memory of the process, in bytes, and how many sockets it has. */
async function tryAll(urls: readonly string[]): Promise<Held> {
  const transport = createTransport()
  for (let round = 0; round < ROUNDS_PER_MESSAGE; round += 1) {
    await Promise.all(urls.map((url) => post(transport, { url, deadlineMs: DEADLINE_MS })))
  }
  await transport[Symbol.asyncDispose]()
  const end = performance.now() + CLOSE_MS
  while (openSockets() > 0 && performance.now() < end) await sleep(50)
  // One garbage collection is not enough.
  for (let pass = 0; pass < 5; pass += 1) {
    await sleep(50)
    globalThis.gc?.()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, held: heapUsed + external, sockets: openSockets() }
}

/** Pipes are not counted: they lead to the parent, and one is opened when the first socket is destroyed. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)/.test(name)).length
}

process.on('message', (urls: string[]) => {
  void tryAll(urls).then((seen) => process.send?.(seen))
})
