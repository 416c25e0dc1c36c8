/** An element of a request that is kept as it was sent. */
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

/** Which objects under the prefix start a run; all of them when it is off. */
export interface ExtFilter {
  readonly isOn: boolean
  readonly video: boolean
  readonly audio: boolean
  readonly image: boolean
  /** Objects of the chosen kinds are also known by their Content-Type. */
  readonly contentType: boolean
  /** Lower case, without dots; empty unless asked for. */
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

/** A graph without circles, in which each node is reached from Start. */
export interface Topology {
  /** In the order they were sent, without Start. */
  readonly nodes: readonly WorkflowNode[]
  /** From Start and each node to those after it, or to End. */
  readonly links: readonly { readonly from: string; readonly to: readonly string[] }[]
}

export function predecessorsOf({ links }: Topology, name: string): readonly string[] {
  return links.filter(({ to }) => to.includes(name)).map(({ from }) => from)
}

/** The queue that a run's jobs of this family go to; `undefined`: the default one. */
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
