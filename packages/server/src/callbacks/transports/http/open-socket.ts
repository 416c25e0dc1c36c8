import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Clock } from '../../../base/clock.ts'
import { checkAddress, checkName, destinationOf, type AddressPolicy } from '../../address-guard.ts'
import type { Destination } from '../../allow-list.ts'
import { ConnectFailure, connectFailure } from './failure.ts'
import type { ResolveHost } from './resolve-host.ts'

export interface ConnectOptions {
  readonly clock: Clock
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
}

/** How long each step to a connection took, in ms; `null` until it is done. */
export interface ConnectSteps {
  dnsMs: number | null
  connectMs: number | null
  tlsMs: number | null
}

/** Where to connect to; a URL is one. */
export interface Target {
  readonly protocol: string
  readonly hostname: string
  /** Empty for the scheme's own. */
  readonly port: string
}

export interface OpenRequest {
  readonly target: Target
  /** The TLS session of an earlier connection to the same host: resuming it saves half of the handshake. */
  readonly session: Buffer | undefined
  /** Filled in step by step, so that an aborted attempt has the timings of what was done. */
  readonly steps: ConnectSteps
  readonly callback: (result: Socket | ConnectFailure) => void
}

/**
 * Connects to an address that the policy allows, and to no other. There are three checks:
 * - An IP address in the URL is checked here, because Node calls `lookup` for names only. So is a name that no setting
 *   allows: it is not even resolved.
 * - A name is resolved once, and only allowed addresses of it are used. A second look-up could return others (DNS
 *   rebinding).
 * - After the connection is made, the remote address of the socket is checked.
 *
 * Returns the socket before it is connected, so that the caller can destroy it; `undefined` when the URL has an IP
 * address or a name that is refused.
 */
export function openSocket(options: ConnectOptions, request: OpenRequest): Socket | undefined {
  const { policy, clock } = options
  const { target, steps, callback } = request
  const destination = destinationOf(target)
  const { host } = destination
  const secure = target.protocol === 'https:'
  const isLiteral = isIP(host) !== 0
  const reason = isLiteral ? checkAddress(host, destination, policy) : checkName(destination, policy)
  if (reason !== undefined) {
    queueMicrotask(() => callback(new ConnectFailure('refused-address', reason)))
    return undefined
  }
  let stepStartedAt = clock.monotonic()
  const finishStep = (): number => {
    const startedAt = stepStartedAt
    stepStartedAt = clock.monotonic()
    return Math.round(stepStartedAt - startedAt)
  }
  const lookup = guardedLookup(options, destination, () => (steps.dnsMs = finishStep()))
  const socket = startSocket(request, isLiteral ? undefined : lookup)
  const onError = (error: Error): void => callback(connectFailure(error, secure))
  // Until the caller has the socket and listens itself.
  socket.once('error', onError)
  socket.once('connect', () => {
    steps.connectMs = finishStep()
    if (!secure) connected()
  })
  if (secure)
    socket.once('secureConnect', () => {
      steps.tlsMs = finishStep()
      connected()
    })
  return socket

  function connected(): void {
    socket.off('error', onError)
    const peerReason = checkAddress(socket.remoteAddress ?? '', destination, policy)
    if (peerReason === undefined) {
      callback(socket)
      return
    }
    socket.destroy()
    callback(new ConnectFailure('refused-address', peerReason))
  }
}

/** `lookup` is `undefined` for an IP address. */
function startSocket({ target, session }: OpenRequest, lookup: LookupFunction | undefined): Socket {
  const { host, port } = destinationOf(target)
  const secure = target.protocol === 'https:'
  const options = { host, port, noDelay: true, autoSelectFamily: true, ...(lookup && { lookup }) }
  if (!secure) return connectTcp(options)
  // SNI has no IP addresses (RFC 6066 §3). The certificate is then checked against the address.
  const servername = lookup ? host : ''
  return connectTls({ ...options, servername, ALPNProtocols: ['http/1.1'], ...(session && { session }) })
}

/** A `lookup` that returns only allowed addresses. */
function guardedLookup(
  connect: ConnectOptions,
  destination: Destination,
  onResolved: () => void,
): LookupFunction {
  return (_, options, callback) => {
    allowedAddresses(connect, destination).then(
      (addresses) => {
        onResolved()
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
  { policy, resolve }: ConnectOptions,
  destination: Destination,
): Promise<readonly string[]> {
  const { host } = destination
  const addresses = await resolve(host).catch((error: unknown) => {
    throw new ConnectFailure('dns', `the name ${host} could not be resolved`, { cause: error })
  })
  const reasons = addresses.map((address) => checkAddress(address, destination, policy))
  const allowed = addresses.filter((_, at) => reasons[at] === undefined)
  const [reason] = reasons
  if (allowed.length === 0) {
    throw new ConnectFailure('refused-address', reason ?? `${host} resolves to no address`)
  }
  return allowed
}
