import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { hostOf, refuseAddress, type AddressPolicy } from '../../address-guard.ts'
import { ConnectFailure, connectFailure } from './failure.ts'
import type { ResolveHost } from './resolve-host.ts'

export interface ConnectorOptions {
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
  /** For name, connection and TLS together, in ms. */
  readonly timeoutMs: number
}

/**
 * Connects to addresses that the policy lets through and to no other: a literal is checked here (Node looks none up),
 * a name's addresses are checked and then used as they were checked, so that a second look-up can't give another one,
 * and the socket's own word for its peer is checked last.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { policy, timeoutMs } = options
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: guardedLookup(options),
    autoSelectFamily: true,
  })
  return (target, callback) => {
    const host = hostOf(target.hostname)
    const reason = isIP(host) === 0 ? undefined : refuseAddress(host, host, policy)
    if (reason !== undefined) {
      queueMicrotask(() => callback(new ConnectFailure('refused-address', reason), null))
      return
    }
    connect(target, (...[error, socket]) => {
      if (error) {
        callback(connectFailure(error, target.protocol === 'https:'), null)
        return
      }
      const peerReason = refuseAddress(socket.remoteAddress ?? '', host, policy)
      if (peerReason !== undefined) {
        socket.destroy()
        callback(new ConnectFailure('refused-address', peerReason), null)
        return
      }
      callback(null, socket)
    })
  }
}

function guardedLookup({ policy, resolve }: ConnectorOptions): LookupFunction {
  return (hostname, options, callback) => {
    allowedAddresses(hostOf(hostname), policy, resolve).then(
      (addresses) => {
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
