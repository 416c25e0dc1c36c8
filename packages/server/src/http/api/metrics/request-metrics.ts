import { Counter, Histogram, type Registry } from 'prom-client'

/** From a HEAD to a large object or a long poll, s. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]

/** The route of a request without an operation: rejected before, or for a path that does not exist. */
export const OTHER_ROUTE = 'other'

export interface AnsweredRequest {
  /** The name of the operation, and nothing that a client wrote, so that the number of series is limited. */
  readonly route: string
  /** `undefined`: the connection ended before the answer did. */
  readonly status: number | undefined
  readonly ms: number
}

interface RouteMetrics {
  readonly seconds: Histogram.Internal<'route'>
  readonly answers: Map<AnsweredRequest['status'], Counter.Internal>
}

/** Counts the requests that were answered. */
export class RequestMetrics {
  readonly #requests: Counter<'route' | 'status'>
  readonly #seconds: Histogram<'route'>
  /** By route: to look up labels costs more than to count. */
  readonly #routes = new Map<string, RouteMetrics>()

  constructor(registry: Registry) {
    this.#requests = new Counter({
      name: 'lemnis_http_requests_total',
      help: 'Requests since the start, by route and status.',
      labelNames: ['route', 'status'],
      registers: [registry],
    })
    this.#seconds = new Histogram({
      name: 'lemnis_http_request_seconds',
      help: 'From the head of a request to the end of its answer, bodies included.',
      labelNames: ['route'],
      buckets: BUCKETS,
      registers: [registry],
    })
  }

  /** Never throws: every request calls it. */
  observe({ route, status, ms }: AnsweredRequest): void {
    const { seconds, answers } = getOrInsert(this.#routes, route, () => ({
      seconds: this.#seconds.labels({ route }),
      answers: new Map<AnsweredRequest['status'], Counter.Internal>(),
    }))
    seconds.observe(ms / 1_000)
    getOrInsert(answers, status, () => this.#requests.labels({ route, status: status ?? 'cut' })).inc()
  }
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
