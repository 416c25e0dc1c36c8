import { readNotify, type NotifyConfig } from '../jobs/notify-config.ts'
import type { NodeRequest, TopologyRequest } from './check-topology.ts'
import { WORKFLOW_NAME } from '../name-rules.ts'
import { IGNORED, skipIgnoredFields } from '../xml/ignored-fields.ts'
import {
  childAt,
  invalidArgument,
  isBlank,
  notImplemented,
  optionalChoice,
  optionalName,
  optionalField,
  pathOf,
  requiredName,
  requiredField,
  skipFields,
  startRequest,
  type FieldPath,
} from '../xml/read-fields.ts'
import { assertAllRead } from '../xml/assert-all-read.ts'
import type { XmlElement } from '../xml/xml.ts'

const MAX_NODES = 100
const MAX_CUSTOM_EXTS = 10
const SEPARATOR = ','

export interface StartRequest {
  readonly queues: {
    readonly media?: string | undefined
    readonly pic?: string | undefined
    readonly ai?: string | undefined
    readonly asr?: string | undefined
  }
  readonly objectPrefix: string
  readonly notify?: NotifyConfig | undefined
  readonly extFilter?: ExtFilterRequest | undefined
}

export interface ExtFilterRequest {
  readonly isOn: boolean
  readonly video: boolean
  readonly audio: boolean
  readonly image: boolean
  readonly contentType: boolean
  readonly customExts: readonly string[]
  readonly allFile: boolean
}

export interface WorkflowRequest {
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly start: StartRequest
  readonly topology: TopologyRequest
}

/**
 * Reads the body of POST and PUT /workflow. Throws InvalidArgument, naming the element, and NotImplemented for
 * sampling and for an unknown element. `assertValidTopology` checks the graph, and a node's tag reads its operation.
 */
export function readWorkflow(root: XmlElement): WorkflowRequest {
  const request = startRequest(root)
  const workflow = requiredField(request, 'MediaWorkflow')
  skipIgnoredFields(workflow, IGNORED.workflow)
  const name = requiredName(workflow, 'Name')
  if (!WORKFLOW_NAME.test(name)) {
    throw invalidArgument(
      'MediaWorkflow.Name must have at most 128 letters, digits, Chinese characters, hyphens and underscores.',
    )
  }
  const state = optionalChoice(workflow, 'State', ['Active', 'Paused']) ?? 'Active'
  const topology = requiredField(workflow, 'Topology')
  const nodes = requiredField(topology, 'Nodes')
  const links = readLinks(requiredField(topology, 'Dependencies'))
  const read = { name, state, start: readStart(nodes), topology: { nodes: readNodes(nodes), links } }
  assertAllRead(request)
  return read
}

function readNodes(nodes: FieldPath): readonly NodeRequest[] {
  const elements = nodes.element.children.filter(({ name }) => name !== 'Start')
  if (elements.length > MAX_NODES) throw invalidArgument(`A workflow may have at most ${MAX_NODES} nodes.`)
  return elements.map((element) => {
    const node = nodeField(nodes, element)
    // It is checked by itself, after its tag has read it.
    const operation = childAt(node, 'Operation', 'whole')
    return {
      name: element.name,
      type: requiredName(node, 'Type'),
      operation: operation ?? { name: 'Operation', text: '', children: [] },
    }
  })
}

function nodeField(nodes: FieldPath, element: XmlElement): FieldPath {
  nodes.notes.set(element, 'children')
  return { ...nodes, element, path: pathOf(nodes, element.name) }
}

function readLinks({ element, path, notes }: FieldPath): TopologyRequest['links'] {
  return element.children.map((link) => {
    const { name, text, children } = link
    notes.set(link, 'text')
    if (children.length > 0) throw invalidArgument(`${path}.${name} must be a comma list of nodes, or End.`)
    const to = text
      .split(SEPARATOR)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
    return { from: name, to: [...new Set(to)] }
  })
}

function readStart(nodes: FieldPath): StartRequest {
  const starts = nodes.element.children.filter(({ name }) => name === 'Start')
  const [element] = starts
  if (!element || starts.length > 1) throw invalidArgument('Topology.Nodes must have exactly one Start.')
  const start = nodeField(nodes, element)
  if (optionalName(start, 'Type') !== 'Start')
    throw invalidArgument(`${pathOf(start, 'Type')} must be Start.`)
  const input = requiredField(start, 'Input')
  assertNoSampling(input)
  const notify = optionalField(input, 'NotifyConfig')
  const filter = optionalField(input, 'ExtFilter')
  return {
    queues: {
      media: optionalName(input, 'QueueId'),
      pic: optionalName(input, 'PicProcessQueueId'),
      ai: optionalName(input, 'AIProcessQueueId'),
      asr: optionalName(input, 'SpeechRecognitionQueueId'),
    },
    objectPrefix: readPrefix(input),
    ...(notify && !isBlank(notify.element) && { notify: readNotify(notify) }),
    ...(filter && { extFilter: readExtFilter(filter) }),
  }
}

/** Rejected rather than ignored: otherwise every upload would start a run. */
function assertNoSampling(input: FieldPath): void {
  const sampling = optionalField(input, 'SamplingConfig')
  if (!sampling) return
  if (optionalChoice(sampling, 'State', ['On', 'Off']) === 'On')
    throw notImplemented(sampling.path, 'all uploads start runs')
  // The parameters of a sample have no effect without it.
  skipFields(sampling, 'Mode', 'Ratio')
}

/** One example has a slash in front that is not part of the keys. */
function readPrefix(input: FieldPath): string {
  const prefix = childAt(input, 'ObjectPrefix', 'text')
  if (prefix) return prefix.text.trim().replace(/^\//, '')
  throw invalidArgument(`${pathOf(input, 'ObjectPrefix')} is required; / is the whole bucket.`)
}

function readExtFilter(filter: FieldPath): ExtFilterRequest {
  const flag = (name: string): boolean => optionalChoice(filter, name, ['true', 'false']) === 'true'
  const custom = flag('Custom')
  const exts = custom ? readCustomExts(filter) : []
  // Without Custom they have no effect.
  if (!custom) skipFields(filter, 'CustomExts')
  return {
    isOn: optionalChoice(filter, 'State', ['On', 'Off']) === 'On',
    video: flag('Video'),
    audio: flag('Audio'),
    image: flag('Image'),
    contentType: flag('ContentType'),
    customExts: exts,
    allFile: flag('AllFile'),
  }
}

function readCustomExts(filter: FieldPath): readonly string[] {
  const text = requiredName(filter, 'CustomExts')
  const exts = text.split('/').map((ext) => ext.trim().replace(/^\./, '').toLowerCase())
  if (exts.length <= MAX_CUSTOM_EXTS && exts.every((ext) => /^[^\s/]+$/.test(ext))) return exts
  throw invalidArgument(
    `${pathOf(filter, 'CustomExts')} must be at most ${MAX_CUSTOM_EXTS} extensions, separated by slashes.`,
  )
}
