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

/**
 * Sends to all URLs. Returns the memory of the process, in bytes, and how many more sockets it has than `ownSockets`,
 * such as the channel to its parent.
 */
async function tryAll(urls: readonly string[], ownSockets: number): Promise<Held> {
  const transport = createTransport()
  for (let round = 0; round < ROUNDS_PER_MESSAGE; round += 1) {
    await Promise.all(urls.map((url) => post(transport, { url, deadlineMs: DEADLINE_MS })))
  }
  await transport[Symbol.asyncDispose]()
  const end = performance.now() + CLOSE_MS
  while (openSockets() > ownSockets && performance.now() < end) await sleep(50)
  // One garbage collection is not enough.
  for (let pass = 0; pass < 5; pass += 1) {
    await sleep(50)
    globalThis.gc?.()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, held: heapUsed + external, sockets: openSockets() - ownSockets }
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS|Pipe)/.test(name)).length
}

// Counted when the channel is in use: before that it is not an active resource.
let ownSockets: number | undefined

process.on('message', (urls: string[]) => {
  ownSockets ??= openSockets()
  void tryAll(urls, ownSockets).then((seen) => process.send?.(seen))
})
