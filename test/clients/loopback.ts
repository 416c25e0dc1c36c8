import { once } from 'node:events'
import type { Server } from 'node:http'

export interface Listening extends AsyncDisposable {
  /** Without a path. */
  readonly url: string
}

/** Has a server listen on a free port of loopback; the end closes what is open. */
export async function listenOnLoopback(server: Server): Promise<Listening> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
