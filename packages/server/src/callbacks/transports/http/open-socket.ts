import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import { hostOf, refuseAddress, type AddressPolicy } from '../../address-guard.ts'
import { ConnectFailure, connectFailure } from './failure.ts'
import type { ResolveHost } from './resolve-host.ts'

export interface ConnectOptions {
  readonly clock: Clock
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
}

/** The steps to a connection, each in ms, as far as they were done. */
export interface ConnectSteps {
  dnsMs: number | null
  connectMs: number | null
  tlsMs: number | null
}

export interface OpenRequest {
  readonly target: buildConnector.Options
  /** A TLS session of an earlier connection to the same host, which saves half of the handshake. */
  readonly session: Buffer | undefined
  /** Filled in as the steps are done, so that an attempt that ends half way knows how far it came. */
  readonly steps: ConnectSteps
  readonly callback: buildConnector.Callback
}

/**
 * Connects to addresses that the policy lets through and to no other: a literal is checked here (Node looks none up),
 * a name's addresses are checked and then used as they were checked, so that a second look-up can't give another one,
 * and the socket's own word for its peer is checked last. The socket is returned at once so that it can be given up;
 * there is none when the literal was refused.
 */
export function openSocket(options: ConnectOptions, request: OpenRequest): Socket | undefined {
  const { policy, clock } = options
  const { target, steps, callback } = request
  const host = hostOf(target.hostname)
  const secure = target.protocol === 'https:'
  const literal = isIP(host) !== 0
  const reason = literal ? refuseAddress(host, host, policy) : undefined
  if (reason !== undefined) {
    queueMicrotask(() => callback(new ConnectFailure('refused-address', reason), null))
    return undefined
  }
  let stepBegan = clock.monotonic()
  const stepMs = (): number => {
    const began = stepBegan
    stepBegan = clock.monotonic()
    return Math.round(stepBegan - began)
  }
  const lookup = guardedLookup(options, () => (steps.dnsMs = stepMs()))
  const socket = startSocket(request, { host, secure, lookup: literal ? undefined : lookup })
  const onError = (error: Error): void => callback(connectFailure(error, secure), null)
  // undici listens once it has the socket.
  socket.once('error', onError)
  socket.once('connect', () => {
    steps.connectMs = stepMs()
    if (!secure) connected()
  })
  if (secure)
    socket.once('secureConnect', () => {
      steps.tlsMs = stepMs()
      connected()
    })
  return socket

  function connected(): void {
    socket.off('error', onError)
    const peerReason = refuseAddress(socket.remoteAddress ?? '', host, policy)
    if (peerReason === undefined) {
      callback(null, socket)
      return
    }
    socket.destroy()
    callback(new ConnectFailure('refused-address', peerReason), null)
  }
}

interface SocketOptions {
  readonly host: string
  readonly secure: boolean
  readonly lookup: LookupFunction | undefined
}

function startSocket({ target, session }: OpenRequest, { host, secure, lookup }: SocketOptions): Socket {
  const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port)
  const where = { host, port, noDelay: true, autoSelectFamily: true, ...(lookup && { lookup }) }
  if (!secure) return connectTcp(where)
  // No name is announced for a literal (RFC 6066 §3); the certificate is then checked against the address.
  const servername = lookup ? host : ''
  return connectTls({ ...where, servername, ALPNProtocols: ['http/1.1'], ...(session && { session }) })
}

function guardedLookup({ policy, resolve }: ConnectOptions, resolved: () => void): LookupFunction {
  return (hostname, options, callback) => {
    allowedAddresses(hostOf(hostname), policy, resolve).then(
      (addresses) => {
        resolved()
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = found
        if (options.all === true) callback(null, found)
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    )
  }
}

async function allowedAddresses(
  host: string,
  policy: AddressPolicy,
  resolve: ResolveHost,
): Promise<readonly string[]> {
  const addresses = await resolve(host).catch((error: unknown) => {
    throw new ConnectFailure('dns', `the name ${host} could not be resolved`, { cause: error })
  })
  const reasons = addresses.map((address) => refuseAddress(address, host, policy))
  const allowed = addresses.filter((_, at) => reasons[at] === undefined)
  const [reason] = reasons
  if (allowed.length === 0) {
    throw new ConnectFailure('refused-address', `${host} resolves to ${reason ?? 'no address'}`)
  }
  return allowed
}
