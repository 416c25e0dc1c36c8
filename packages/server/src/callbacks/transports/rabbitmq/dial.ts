import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, type ChannelModel } from 'amqplib'
import type { Broker } from './brokers.ts'

/** A broker that is silent for two of these intervals is gone; in s. */
const HEARTBEAT_S = 10

/** Connects to a broker. Aborting `cut` destroys the connection, while it is made and later. */
export async function dial(broker: Broker, cut: AbortSignal): Promise<ChannelModel> {
  // The client's own `close` waits for the broker, which may not respond.
  const socket = broker.secure ? { socket: await rawSocket(broker, cut) } : { signal: cut }
  const { hostname, port, vhost, username, password } = broker
  const target = { hostname, port, vhost, username, password, heartbeat: HEARTBEAT_S }
  const protocol = broker.secure ? 'amqps' : 'amqp'
  const model = connect({ protocol, ...target }, { noDelay: true, keepAlive: true, ...socket })
  return untilAborted(model, cut)
}

/** Settles as `promise` does, or rejects with the reason of `signal` when that aborts first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => {
    const reason: unknown = signal.reason
    aborted.reject(reason)
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** TLS takes no signal, so it is given a socket that does. */
async function rawSocket({ hostname, port }: Broker, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: hostname, port, signal })
  await once(socket, 'connect')
  // From here on the TLS socket on top of it reports errors.
  socket.on('error', () => undefined)
  return socket
}
