/** The regions that the protocol knows for message queues, by its short names. */
export const TDMQ_REGIONS = ['sh', 'bj', 'gz', 'cd', 'hk'] as const

/** A queue of a broker, or a topic: an exchange that hands messages on to the queues bound to it. */
export interface TdmqAddress {
  /** Says which broker; empty when the one who set the address up named none. */
  readonly region: string
  readonly mode: 'Queue' | 'Topic'
  readonly name: string
}

const SHAPE = /^tdmq:\/\/([^/]*)\/(queue|topic)\/([^/]+)$/

/** `tdmq://REGION/queue/NAME` or `tdmq://REGION/topic/NAME`, the name percent-encoded: how such an address is kept and shown. */
export function tdmqUrl({ region, mode, name }: TdmqAddress): string {
  return `tdmq://${region}/${mode.toLowerCase()}/${encodeURIComponent(name)}`
}

/** The inverse of `tdmqUrl`, or `undefined` for what is no such address. */
export function parseTdmqUrl(url: string): TdmqAddress | undefined {
  const [, region = '', mode, encoded = ''] = SHAPE.exec(url) ?? []
  if (mode === undefined) return undefined
  try {
    return { region, mode: mode === 'queue' ? 'Queue' : 'Topic', name: decodeURIComponent(encoded) }
  } catch {
    return undefined
  }
}
