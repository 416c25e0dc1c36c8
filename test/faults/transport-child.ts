// Runs the transport alone, so that its memory is its own: sends to each address again and again, and tells on each
// word from its parent what the process holds.
import { createTransport, post } from './sending.ts'

const DEADLINE_MS = 250
const ROUNDS_A_WORD = 10

/** Ends when the parent has said `rounds`, with the process's memory and sockets once all is done. */
async function tryAll(urls: readonly string[]): Promise<{ rss: number; held: number; sockets: number }> {
  const sockets = openSockets()
  const transport = createTransport()
  for (let round = 0; round < ROUNDS_A_WORD; round += 1) {
    await Promise.all(urls.map((url) => post(transport, { url, deadlineMs: DEADLINE_MS })))
  }
  await transport[Symbol.asyncDispose]()
  // Sockets close in the turns that follow; garbage is found in more than one pass.
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
