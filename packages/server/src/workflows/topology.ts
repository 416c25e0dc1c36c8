/** An element of a request, stored as it was sent. */
export interface StoredElement {
  readonly name: string
  readonly text: string
  readonly children: readonly StoredElement[]
}

export interface StartNotify {
  readonly state: 'On' | 'Off'
  readonly url: string
  /** One or more events, separated by commas. */
  readonly event: string
  readonly type: '' | 'Url' | 'TDMQ'
  readonly resultFormat: '' | 'XML' | 'JSON'
  readonly mqMode?: 'Queue' | 'Topic' | undefined
  readonly mqName?: string | undefined
  readonly mqRegion?: string | undefined
}

/** The objects under the prefix that start a run; all of them if it is off. */
export interface ExtFilter {
  readonly isOn: boolean
  readonly video: boolean
  readonly audio: boolean
  readonly image: boolean
  /** The Content-Type of an object counts as well. */
  readonly contentType: boolean
  /** Lower case, without dots; empty by default. */
  readonly customExts: readonly string[]
  readonly allFile: boolean
}

export interface StartNode {
  readonly queues: {
    readonly media?: string | undefined
    readonly pic?: string | undefined
    readonly ai?: string | undefined
    readonly asr?: string | undefined
  }
  readonly objectPrefix: string
  readonly notify?: StartNotify | undefined
  readonly extFilter?: ExtFilter | undefined
}

export interface WorkflowNode {
  /** `<Type>_<suffix>` */
  readonly name: string
  /** The tag of its jobs. */
  readonly type: string
  readonly operation: StoredElement
}

export const START = 'Start'
export const END = 'End'

/** An acyclic graph, in which each node is reached from Start. */
export interface Topology {
  /** In the order of the request, without Start. */
  readonly nodes: readonly WorkflowNode[]
  /** From Start and each node to the next nodes, or to End. */
  readonly links: readonly { readonly from: string; readonly to: readonly string[] }[]
}

export function predecessorsOf({ links }: Topology, name: string): readonly string[] {
  return links.filter(({ to }) => to.includes(name)).map(({ from }) => from)
}

/** Returns the queue for a run's jobs of this family; `undefined`: the default one. */
export function queueFor({ queues }: StartNode, family: string): string | undefined {
  switch (family) {
    case 'media':
      return queues.media
    case 'pic':
      return queues.pic
    case 'ai':
      return queues.ai
    case 'asr':
      return queues.asr
    default:
      return undefined
  }
}
