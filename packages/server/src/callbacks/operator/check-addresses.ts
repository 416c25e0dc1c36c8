import { isIP } from 'node:net'
import type { Looked, Problem } from '../../base/check.ts'
import type { Clock } from '../../base/clock.ts'
import { checkCallbackUrl, hostOf, refuseAddress, type AddressPolicy } from '../address-guard.ts'
import { endpointOf } from '../scope.ts'
import { ConnectFailure } from '../transports/http/failure.ts'
import type { ResolveHost } from '../transports/http/resolve-host.ts'
import { tryConnect } from '../transports/http/try-connect.ts'
import { BrokerConnection } from '../transports/rabbitmq/broker-connection.ts'
import type { Broker } from '../transports/rabbitmq/brokers.ts'
import { connectFailure } from '../transports/rabbitmq/failure.ts'
import type { FailureCause } from '../transports/transport.ts'

const CONNECT_MS = 5_000
/** Endpoints that are tried, those that were asked for first. */
const MOST_TRIED = 20

export interface Address {
  readonly url: string
  /**
   * `asked`: by whoever wants to know now; `set`: by a queue or a setting; `used`: by a job. A receiver that is away for
   * a while is no fault of the set-up, so that only the first must be there.
   */
  readonly from: 'asked' | 'set' | 'used'
}

export interface AddressCheckOptions {
  readonly addresses: readonly Address[]
  readonly brokers: readonly Broker[]
  /** Said when there is nothing to try. */
  readonly none: string
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
  readonly clock: Clock
}

interface Tried {
  /** What an address is called: its query may hold a secret. */
  readonly endpoint: string
  readonly problem: Problem | undefined
}

/** Whether callbacks could go where they are to go: the guard, TCP and TLS, the login at a broker. Sends nothing. */
export async function checkAddresses(options: AddressCheckOptions, signal: AbortSignal): Promise<Looked> {
  const addresses = distinctEndpoints(options.addresses).slice(0, MOST_TRIED)
  const { brokers } = options
  if (addresses.length + brokers.length === 0) return { skipped: options.none }
  const tried = await Promise.all([
    ...addresses.map((address) => tryAddress(address, options, signal)),
    ...brokers.map((broker) => tryBroker(broker, signal)),
  ])
  const well = tried.filter(({ problem }) => problem === undefined).map(({ endpoint }) => endpoint)
  return {
    found: `${well.length} of ${tried.length} can be reached${well.length === 0 ? '' : `: ${well.join(', ')}`}`,
    figures: { tried: tried.length, reached: well.length },
    problems: tried.flatMap(({ problem }) => problem ?? []),
  }
}

/** The first of each endpoint. */
function distinctEndpoints(addresses: readonly Address[]): readonly Address[] {
  const byEndpoint = new Map<string, Address>()
  for (const address of addresses) {
    const endpoint = endpointOf(address.url)
    if (!endpoint.startsWith('tdmq:') && !byEndpoint.has(endpoint)) byEndpoint.set(endpoint, address)
  }
  return [...byEndpoint.values()]
}

async function tryAddress(
  { url, from }: Address,
  { policy, resolve, clock }: AddressCheckOptions,
  signal: AbortSignal,
): Promise<Tried> {
  const endpoint = endpointOf(url)
  const end = await tryConnect(url, { policy, resolve, clock, timeoutMs: CONNECT_MS }, signal)
  if (!(end instanceof ConnectFailure)) return { endpoint, problem: undefined }
  const { failureCause, message } = end
  const isRefused = failureCause === 'refused-address'
  return {
    endpoint,
    problem: {
      state: from === 'asked' || (from === 'set' && isRefused) ? 'failed' : 'warning',
      what: `${endpoint} ${isRefused ? 'is refused' : 'can’t be reached'}: ${message}.`,
      advice: isRefused ? await adviceOnRefusal(url, resolve) : ADVICE[failureCause],
    },
  }
}

async function adviceOnRefusal(url: string, resolve: ResolveHost): Promise<string> {
  const host = hostOf(URL.parse(url)?.hostname ?? '')
  return (await canBeOpened(url, host, resolve))
    ? `If callbacks may go there, set LEMNIS_CALLBACK_ALLOW=${host} (a comma list).`
    : 'Give another address: no setting opens this one.'
}

/** Whether a rule for the very host would let a callback through. */
async function canBeOpened(url: string, host: string, resolve: ResolveHost): Promise<boolean> {
  const opened = { allow: [{ kind: 'host', name: host }], loopbackOpen: false } as const
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host]
  const refused = (address: string): boolean => refuseAddress(address, host, opened) !== undefined
  return checkCallbackUrl(url, opened) === undefined && !addresses.every(refused)
}

const ADVICE: Readonly<Record<FailureCause, string>> = {
  dns: 'Correct the name, or the DNS servers of this machine.',
  connect: 'Start the receiver, open its firewall to this machine, or correct the port.',
  timeout: 'Open the receiver’s firewall to this machine, or correct the address.',
  tls: 'Give the receiver a certificate that this machine trusts, for this name; NODE_EXTRA_CA_CERTS adds an authority.',
  broker: 'Correct user, password and vhost in LEMNIS_TDMQ, and the rights of that user.',
  'refused-address': 'Give another address.',
  status: 'Look at the receiver’s log.',
  'connection-lost': 'Look at the receiver’s log.',
  protocol: 'Look at the receiver’s log.',
}

async function tryBroker(broker: Broker, signal: AbortSignal): Promise<Tried> {
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
