import { isIP } from 'node:net'
import {
  choiceSetting,
  listSetting,
  numberSetting,
  optionalSetting,
  switchSetting,
  textSetting,
  type ReadSetting,
} from '../base/settings.ts'
import type { Network } from './connections/connection-slots.ts'

const GIBIBYTE = 1024 ** 3

export interface HttpSettings {
  /** The address to listen on. */
  readonly host: string
  readonly port: number
  /** The port where a process that only runs jobs answers probes; `undefined`: none. */
  readonly workerPort: number | undefined
  /** Paths of PEM files; both or none. */
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  readonly maxConnections: number
  /** Their connections are those of many clients. */
  readonly proxies: readonly Network[]
  /** Bytes of one object, or of one part of an upload. */
  readonly maxObjectBytes: number
  /** Origins that browsers may call from; empty switches CORS off. */
  readonly corsOrigins: readonly string[]
  /** Other host names that clients use for this service. */
  readonly publicNames: readonly string[]
  /** Whether `/metrics` answers without the admin token. */
  readonly metricsOpen: boolean
  /** Whether the web console answers. */
  readonly console: boolean
  /** Where it answers alone; `undefined`: at every plain name of the service, beside objects. */
  readonly consoleOrigin: string | undefined
}

export function readHttpSettings(read: ReadSetting): HttpSettings {
  return {
    host: read(textSetting({ env: 'LEMNIS_HOST', about: 'The address to listen on', fallback: '127.0.0.1' })),
    port: read(
      numberSetting({
        env: 'LEMNIS_PORT',
        about: 'The port to listen on; 0 takes any free one',
        fallback: 8080,
        min: 0,
        max: 65_535,
      }),
    ),
    workerPort: read({
      env: 'LEMNIS_WORKER_PORT',
      about: 'The port where a worker process answers /healthz, /readyz and /metrics; none when unset',
      fallback: '',
      parse: (text) => {
        if (text === '') return undefined
        if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
        throw new Error('it must be a whole number from 0 to 65535')
      },
    }),
    tlsCert: read(
      optionalSetting({
        env: 'LEMNIS_TLS_CERT',
        about: 'A PEM file with the certificate chain: TLS is then spoken on the same port',
      }),
    ),
    tlsKey: read(
      optionalSetting({ env: 'LEMNIS_TLS_KEY', about: 'A PEM file with the private key of LEMNIS_TLS_CERT' }),
    ),
    maxConnections: read(
      numberSetting({
        env: 'LEMNIS_MAX_CONNECTIONS',
        about:
          'Maximum number of connections; near it idle ones are closed and one address may hold a quarter, above it only the operator is served',
        fallback: 2_000,
        min: 1,
        max: 100_000,
      }),
    ),
    proxies: read(
      listSetting({
        env: 'LEMNIS_PROXIES',
        about:
          'Comma list of addresses and CIDR ranges of proxies in front, which may hold all of LEMNIS_MAX_CONNECTIONS',
        parse: parseNetwork,
      }),
    ),
    maxObjectBytes: read(
      numberSetting({
        env: 'LEMNIS_MAX_OBJECT_BYTES',
        about: 'The most bytes of one upload, or of one part of an upload in parts',
        fallback: 5 * GIBIBYTE,
        min: 1,
        max: 1024 * GIBIBYTE,
      }),
    ),
    corsOrigins: read(
      listSetting({
        env: 'LEMNIS_CORS_ORIGINS',
        about: 'Comma list of origins that browsers may call from, or *; unset switches CORS off',
        parse: parseOrigin,
      }),
    ),
    publicNames: read(
      listSetting({
        env: 'LEMNIS_PUBLIC_NAMES',
        about: 'Comma list of host names that clients sign when a proxy in front changes the Host header',
        parse: (name) => name.toLowerCase(),
      }),
    ),
    metricsOpen: read(
      switchSetting({
        env: 'LEMNIS_METRICS_OPEN',
        about: 'Answers /metrics without a token, for a network in which any client may see the numbers',
      }),
    ),
    console:
      read(
        choiceSetting({
          env: 'LEMNIS_CONSOLE',
          about: 'The web console at /_lemnis/console/',
          fallback: 'on',
          choices: ['on', 'off'],
        }),
      ) === 'on',
    consoleOrigin: read({
      env: 'LEMNIS_CONSOLE_ORIGIN',
      about:
        'The only origin where the console answers, such as https://console.example, on a host name that serves no objects',
      fallback: '',
      parse: (text) => (text === '' ? undefined : parseHttpOrigin(text)),
    }),
  }
}

function parseNetwork(entry: string): Network {
  const [address = '', length, ...more] = entry.split('/')
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  const prefix = length === undefined ? widest : Number(length)
  const isLength = length === undefined || /^\d{1,3}$/.test(length)
  if (isLength && prefix >= 0 && prefix <= widest && more.length === 0) return { address, prefix }
  throw new Error(`${entry} is neither an address nor a CIDR range such as 10.0.0.0/8`)
}

function parseHttpOrigin(entry: string): string {
  if (entry !== '*' && /^https?:/.test(entry)) return parseOrigin(entry)
  throw new Error(`${entry} is not an origin such as https://console.example`)
}

function parseOrigin(entry: string): string {
  if (entry === '*') return entry
  if (URL.canParse(entry) && new URL(entry).origin === entry) return entry
  throw new Error(`${entry} is not an origin such as https://app.example, nor *`)
}
