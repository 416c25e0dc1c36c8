import { TDMQ_REGIONS } from './address.ts'

export interface Broker {
  /** Over TLS, with a certificate that this machine trusts. */
  readonly secure: boolean
  readonly hostname: string
  readonly port: number
  readonly vhost: string
  readonly username: string
  readonly password: string
}

const ANY_REGION = '*'
const SHAPE = 'REGION=amqp://USER:PASSWORD@HOST:PORT/VHOST (or amqps)'

/** The broker of each region. */
export class Brokers {
  readonly #byRegion: ReadonlyMap<string, Broker>

  constructor(byRegion: ReadonlyMap<string, Broker>) {
    this.#byRegion = byRegion
  }

  has(region: string): boolean {
    return this.find(region) !== undefined
  }

  /** Returns each broker once, even when several regions use it. */
  list(): readonly Broker[] {
    const distinct = new Map<string, Broker>()
    for (const broker of this.#byRegion.values()) distinct.set(JSON.stringify(broker), broker)
    return [...distinct.values()]
  }

  find(region: string): Broker | undefined {
    if (region === '') return undefined
    return this.#byRegion.get(region) ?? this.#byRegion.get(ANY_REGION)
  }
}

/**
 * Reads a comma list of `REGION=amqp://…`, where `*` means all regions that are not named.
 * @throws TypeError with a sentence for the operator. It repeats no address, so that no password gets into a log.
 */
export function parseBrokers(text: string): Brokers {
  const byRegion = new Map<string, Broker>()
  const entries = text.split(',').map((entry) => entry.trim())
  for (const [index, entry] of entries.filter((one) => one !== '').entries()) {
    const where = `entry ${index + 1}`
    const equals = entry.indexOf('=')
    const region = entry.slice(0, Math.max(equals, 0)).trim()
    if (equals < 0 || region.includes(':')) throw new TypeError(`${where} must be ${SHAPE}`)
    const known = [...TDMQ_REGIONS, ANY_REGION]
    if (!known.includes(region))
      throw new TypeError(`the region of ${where} must be one of ${known.join(', ')}`)
    if (byRegion.has(region)) throw new TypeError(`${where} names the region ${region} again`)
    byRegion.set(region, readBroker(entry.slice(equals + 1).trim(), where))
  }
  return new Brokers(byRegion)
}

function readBroker(text: string, where: string): Broker {
  const url = URL.parse(text)
  const secure = url?.protocol === 'amqps:'
  if (!url || url.hostname === '' || (!secure && url.protocol !== 'amqp:')) {
    throw new TypeError(`${where} must be ${SHAPE}; what is special in a name or password is percent-encoded`)
  }
  const vhost = decode(url.pathname.slice(1), where)
  if (url.search !== '' || url.hash !== '' || url.pathname.includes('/', 1)) {
    throw new TypeError(`${where} must end with the vhost; a slash in its name is written %2F`)
  }
  const anonymous = url.username === '' && url.password === ''
  return {
    secure,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort(secure) : Number(url.port),
    vhost: vhost === '' ? '/' : vhost,
    // The user of a fresh installation, which a broker accepts from its own machine only.
    username: anonymous ? 'guest' : decode(url.username, where),
    password: anonymous ? 'guest' : decode(url.password, where),
  }
}

function defaultPort(secure: boolean): number {
  return secure ? 5671 : 5672
}

function decode(text: string, where: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new TypeError(`${where} has a percent sign that begins no percent-encoding`)
  }
}
