// Runs the transport in its own process, so that only its memory is measured. For each message from the parent it sends
// to all URLs several times, and replies with the memory and sockets that the process holds afterwards.
import { createTransport, post } from './sending.ts'

const DEADLINE_MS = 250
const ROUNDS_PER_MESSAGE = 10

/** Sends to all URLs and returns the memory of the process, in bytes, and its open sockets. */
async function tryAll(urls: readonly string[]): Promise<{ rss: number; held: number; sockets: number }> {
  const sockets = openSockets()
  const transport = createTransport()
  for (let round = 0; round < ROUNDS_PER_MESSAGE; round += 1) {
    await Promise.all(urls.map((url) => post(transport, { url, deadlineMs: DEADLINE_MS })))
  }
  await transport[Symbol.asyncDispose]()
  // Sockets close asynchronously, and one garbage collection is not enough.
  for (let pass = 0; pass < 5; pass += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    globalThis.gc?.()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, held: heapUsed + external, sockets: openSockets() - sockets }
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS|Pipe)/.test(name)).length
}

process.on('message', (urls: string[]) => {
  void tryAll(urls).then((seen) => process.send?.(seen))
})
