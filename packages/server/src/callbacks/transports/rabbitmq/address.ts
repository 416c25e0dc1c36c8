/** The regions of message queues in the protocol, by their short names. */
export const TDMQ_REGIONS = ['sh', 'bj', 'gz', 'cd', 'hk'] as const

/** A queue of a broker, or a topic: an exchange that routes messages to the queues bound to it. */
export interface TdmqAddress {
  /** Selects the broker; empty when neither the job nor its queue names a region. */
  readonly region: string
  readonly mode: 'Queue' | 'Topic'
  readonly name: string
}

const SHAPE = /^tdmq:\/\/([^/]*)\/(queue|topic)\/([^/]+)$/

/** Returns `tdmq://REGION/queue/NAME` or `tdmq://REGION/topic/NAME`, the form in which such an address is stored and shown. */
export function tdmqUrl({ region, mode, name }: TdmqAddress): string {
  return `tdmq://${region}/${mode.toLowerCase()}/${encodeURIComponent(name)}`
}

/** The inverse of `tdmqUrl`. Returns `undefined` when `url` is no such address. */
export function parseTdmqUrl(url: string): TdmqAddress | undefined {
  const [, region = '', mode, encoded = ''] = SHAPE.exec(url) ?? []
  if (mode === undefined) return undefined
  try {
    return { region, mode: mode === 'queue' ? 'Queue' : 'Topic', name: decodeURIComponent(encoded) }
  } catch {
    return undefined
  }
}
