import { Counter, Gauge, type Registry } from 'prom-client'
import type { Resource } from '../../../base/outages/outage.ts'
import type { Outages } from '../../../base/outages/outages.ts'

/** The outages of the process, by resource that it watches. */
export class OutageMetrics {
  readonly #now: Gauge<'resource'>
  readonly #total: Counter<'resource'>
  readonly #counted = new Map<Resource, number>()

  constructor(registry: Registry) {
    const labelNames = ['resource'] as const
    const registers = [registry]
    this.#now = new Gauge({
      name: 'lemnis_outage',
      help: '1 during an outage of the resource, 0 otherwise.',
      labelNames,
      registers,
    })
    this.#total = new Counter({
      name: 'lemnis_outages_total',
      help: 'Outages since the start, by resource.',
      labelNames,
      registers,
    })
  }

  read(outages: Outages): void {
    const open = new Set(outages.open.map(({ resource }) => resource))
    for (const [resource, count] of outages.counts) {
      this.#now.set({ resource }, open.has(resource) ? 1 : 0)
      this.#total.inc({ resource }, count - (this.#counted.get(resource) ?? 0))
      this.#counted.set(resource, count)
    }
  }
}
