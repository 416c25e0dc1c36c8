import { checkCallbackUrl } from '../../address-guard.ts'
import { ConnectFailure } from './failure.ts'
import { openSocket, type ConnectOptions, type ConnectSteps } from './open-socket.ts'

export interface Connected extends ConnectSteps {
  /** Address and port. */
  readonly peer: string
}

/**
 * Connects to the host of `url` as a callback would, with the address guard and the TLS handshake, and sends nothing.
 * Returns a ConnectFailure when the address is refused, the connection fails, or it takes longer than `timeoutMs`.
 */
export async function tryConnect(
  url: string,
  { timeoutMs, ...options }: ConnectOptions & { readonly timeoutMs: number },
  signal: AbortSignal,
): Promise<Connected | ConnectFailure> {
  const reason = checkCallbackUrl(url, options.policy)
  if (reason !== undefined) return new ConnectFailure('refused-address', reason)
  const { protocol, hostname, port } = new URL(url)
  const steps = { dnsMs: null, connectMs: null, tlsMs: null }
  const { promise, resolve } = Promise.withResolvers<Connected | ConnectFailure>()
  const socket = openSocket(options, {
    target: { protocol, hostname, port },
    session: undefined,
    steps,
    callback: (result) => {
      if (result instanceof ConnectFailure) resolve(result)
      else resolve({ ...steps, peer: `${result.remoteAddress}:${result.remotePort}` })
    },
  })
  const giveUp = (): void => resolve(new ConnectFailure('timeout', 'no connection in time'))
  const timer = setTimeout(giveUp, timeoutMs)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    socket?.on('error', () => undefined).destroy()
  }
}
