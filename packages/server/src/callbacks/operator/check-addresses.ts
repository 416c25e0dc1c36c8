import type { Looked, Problem } from '../../base/check.ts'
import type { Clock } from '../../base/clock.ts'
import type { AddressPolicy } from '../address-guard.ts'
import { endpointOf } from '../scope.ts'
import { ConnectFailure } from '../transports/http/failure.ts'
import type { ResolveHost } from '../transports/http/resolve-host.ts'
import { tryConnect } from '../transports/http/try-connect.ts'
import { BrokerConnection } from '../transports/rabbitmq/broker-connection.ts'
import type { Broker } from '../transports/rabbitmq/brokers.ts'
import { connectFailure } from '../transports/rabbitmq/failure.ts'
import type { FailureCause } from '../transports/transport.ts'

const CONNECT_MS = 5_000
/** How many endpoints are checked; the first addresses of the list go first. */
const MAX_CHECKED = 20

export interface Address {
  readonly url: string
  /**
   * `requested`: named by the operator who runs the check; `configured`: by a queue or a setting; `used`: by a job. A
   * receiver may be down for a while, so only a requested one must be reachable.
   */
  readonly source: 'requested' | 'configured' | 'used'
}

export interface AddressCheckOptions {
  readonly addresses: readonly Address[]
  readonly brokers: readonly Broker[]
  /** The message when there is nothing to check. */
  readonly none: string
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
  readonly clock: Clock
}

interface CheckedEndpoint {
  /** Shown instead of the URL, whose query may have a secret. */
  readonly endpoint: string
  readonly problem: Problem | undefined
}

/** Checks whether callbacks can be sent: the address guard, TCP and TLS, the login at a broker. Sends nothing. */
export async function checkAddresses(options: AddressCheckOptions, signal: AbortSignal): Promise<Looked> {
  const addresses = distinctEndpoints(options.addresses).slice(0, MAX_CHECKED)
  const { brokers } = options
  if (addresses.length + brokers.length === 0) return { skipped: options.none }
  const checked = await Promise.all([
    ...addresses.map((address) => checkAddressOf(address, options, signal)),
    ...brokers.map((broker) => checkBroker(broker, signal)),
  ])
  const reachable = checked.filter(({ problem }) => problem === undefined).map(({ endpoint }) => endpoint)
  return {
    found: `${reachable.length} of ${checked.length} can be reached${reachable.length === 0 ? '' : `: ${reachable.join(', ')}`}`,
    figures: { tried: checked.length, reached: reachable.length },
    problems: checked.flatMap(({ problem }) => problem ?? []),
  }
}

/** Returns the first address of each endpoint. */
function distinctEndpoints(addresses: readonly Address[]): readonly Address[] {
  const byEndpoint = new Map<string, Address>()
  for (const address of addresses) {
    const endpoint = endpointOf(address.url)
    if (!endpoint.startsWith('tdmq:') && !byEndpoint.has(endpoint)) byEndpoint.set(endpoint, address)
  }
  return [...byEndpoint.values()]
}

async function checkAddressOf(
  { url, source }: Address,
  { policy, resolve, clock }: AddressCheckOptions,
  signal: AbortSignal,
): Promise<CheckedEndpoint> {
  const endpoint = endpointOf(url)
  const connected = await tryConnect(url, { policy, resolve, clock, timeoutMs: CONNECT_MS }, signal)
  if (!(connected instanceof ConnectFailure)) return { endpoint, problem: undefined }
  const { failureCause, message } = connected
  const isRefused = failureCause === 'refused-address'
  return {
    endpoint,
    problem: {
      state: source === 'requested' || (source === 'configured' && isRefused) ? 'failed' : 'warning',
      what: `${endpoint} ${isRefused ? 'is refused' : 'can’t be reached'}: ${message}.`,
      advice: ADVICE[failureCause],
    },
  }
}

const ADVICE: Readonly<Record<FailureCause, string>> = {
  dns: 'Correct the name, or the DNS servers of this machine.',
  connect: 'Start the receiver, open its firewall to this machine, or correct the port.',
  timeout: 'Open the receiver’s firewall to this machine, or correct the address.',
  tls: 'Give the receiver a certificate that this machine trusts, for this name; NODE_EXTRA_CA_CERTS adds an authority.',
  broker: 'Correct user, password and vhost in LEMNIS_TDMQ, and the rights of that user.',
  'refused-address': 'Give another address, or allow this one if a setting is named that can.',
  status: 'Look at the receiver’s log.',
  'connection-lost': 'Look at the receiver’s log.',
  protocol: 'Look at the receiver’s log.',
}

async function checkBroker(broker: Broker, signal: AbortSignal): Promise<CheckedEndpoint> {
  const endpoint = `${broker.secure ? 'amqps' : 'amqp'}://${broker.hostname}:${broker.port}`
  try {
    await using connection = await BrokerConnection.open(broker, CONNECT_MS, signal)
    const { blocked } = connection
    if (blocked === undefined) return { endpoint, problem: undefined }
    const what = `The broker ${endpoint} takes no messages at the moment: ${blocked}.`
    return {
      endpoint,
      problem: { state: 'warning', what, advice: 'Give the broker room on its disk and in its memory.' },
    }
  } catch (error) {
    const { cause, detail } = connectFailure(error, broker)
    const what = `The broker ${endpoint} can’t be used: ${detail}.`
    return { endpoint, problem: { state: 'failed', what, advice: ADVICE[cause] } }
  }
}
