import type { ChildProcess } from 'node:child_process'
import { connect, createServer } from 'node:net'

const START_MS = 20_000

/** A TCP port of 127.0.0.1 that nobody has just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Resolves once `probe` says yes; rejects when the process ends before, or takes too long. */
export async function untilReady(child: ChildProcess, probe: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + START_MS
  while (performance.now() < until && child.exitCode === null) {
    if (await probe()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${child.spawnfile} did not start`)
}

export function untilListening(port: number, child: ChildProcess, host = '127.0.0.1'): Promise<void> {
  return untilReady(
    child,
    () =>
      new Promise((resolve) => {
        const socket = connect(port, host, () => {
          socket.destroy()
          resolve(true)
        })
        socket.once('error', () => resolve(false))
      }),
  )
}
