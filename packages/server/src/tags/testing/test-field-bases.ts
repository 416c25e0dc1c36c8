import { textFields } from './text-fields.ts'
import { SAMPLES } from './all-samples.ts'
import type { Fields } from './tag-sample.ts'
import { BUCKET, REGION } from './test-tag.ts'

/** The least that a job of each tag has in its Operation beside Output. */
const BLOCKS: ReadonlyMap<string, Fields> = new Map(
  [...SAMPLES].map(([tag, { fields, params = '' }]) => [tag, fields ?? textFields(params)]),
)

/** What a field needs beside itself to be looked at, by its path behind the Operation or the Request. */
const COMPANIONS = [...SAMPLES.values()].flatMap(({ companions = [] }) => companions)

const OUTPUT: Fields = {
  'Output.Region': REGION,
  'Output.Bucket': BUCKET,
  'Output.Object': 'out/${Number}.x',
}

const NODES = 'MediaWorkflow.Topology.Nodes'
/** How fields of a node's Operation are written in the list. */
const NODE = `${NODES}.<node>.`

/** A body that is taken, without the field at `path`: enough that this is looked at when it is added. */
export function baseFor(document: string, path: string): Fields {
  const [kind = '', named = ''] = document.split(':')
  const base = bodyOf(kind, named, path.replace(NODE, `${NODES}.N.`))
  // Case makes no difference, and no other Tag may stand in for one.
  const left = pathIn(path).toLowerCase()
  const isLeft = (name: string): boolean =>
    name.toLowerCase() === left || (name === 'Tag' && path === 'Operation.Tag')
  return Object.fromEntries(Object.entries(base).filter(([name]) => !isLeft(name)))
}

/** The path in a body of a path of the list. `*` is anything that stands there. */
export function pathIn(path: string): string {
  return path.replace(NODE, `${NODES}.N.`).replace(/\*$/, 'Any')
}

function bodyOf(kind: string, named: string, path: string): Fields {
  switch (kind) {
    case 'job': {
      const tag = named === '*' ? 'SmartCover' : named
      const operation = below('Operation.', operationOf(tag, path.replace(/^Operation\./, '')))
      return { Tag: tag, 'Input.Object': 'in/a', ...operation }
    }
    case 'template': {
      const tag = named === '*' ? 'SmartCover' : named
      // A template has these two without their container.
      const container = tag === 'Transcode' || tag === 'Animation' ? `${tag}.` : ''
      const block = operationOf(tag, container + path)
      const own = Object.entries(block).filter(([name]) => !name.startsWith('Output.'))
      return {
        Tag: tag,
        Name: 'n',
        ...Object.fromEntries(own.map(([name, text]) => [name.replace(container, ''), text])),
      }
    }
    case 'workflow': {
      const prefix = `${NODES}.N.Operation.`
      const tag = tagOf(path, prefix)
      return {
        'MediaWorkflow.Name': 'w',
        'MediaWorkflow.Topology.Dependencies.Start': 'N',
        'MediaWorkflow.Topology.Dependencies.N': 'End',
        [`${NODES}.Start.Type`]: 'Start',
        [`${NODES}.Start.Input.ObjectPrefix`]: 'a/',
        ...(path.endsWith('.CustomExts') && { [`${NODES}.Start.Input.ExtFilter.Custom`]: 'true' }),
        ...(path.includes('.NotifyConfig.') && { [`${NODES}.Start.Input.NotifyConfig.State`]: 'Off' }),
        ...(path.endsWith('.ExtFilter.Custom') && { [`${NODES}.Start.Input.ExtFilter.CustomExts`]: 'mp4' }),
        [`${NODES}.N.Type`]: tag,
        ...below(prefix, operationOf(tag, path.replace(prefix, ''))),
      }
    }
    case 'batch':
      return batchOf(path)
    default:
      return { Name: 'q', State: 'Active', 'NotifyConfig.State': 'Off' }
  }
}

function batchOf(path: string): Fields {
  const input: Fields = path.startsWith('Input.') ? {} : { 'Input.Prefix': 'a/' }
  if (path === 'Operation.WorkflowIds') return { Name: 'b', ...input, Type: 'Workflow' }
  if (path === 'Type') return { Name: 'b', ...input, 'Operation.WorkflowIds': 'w1' }
  const prefix = 'Operation.JobParam.'
  const tag = tagOf(path.replace('Operation.Output.StreamExtract', `${prefix}Output.StreamExtract`), prefix)
  const operation = operationOf(tag, path.replace(prefix, '').replace(/^Operation\./, ''))
  const isOutput = ([name]: readonly [string, string]): boolean => name.startsWith('Output.')
  const fields = Object.entries(operation)
  return {
    Name: 'b',
    ...input,
    'Operation.Tag': tag,
    ...below('Operation.', Object.fromEntries(fields.filter(isOutput))),
    ...below(prefix, Object.fromEntries(fields.filter((field) => !isOutput(field)))),
  }
}

/** Whose block a path below `prefix` stands in. */
function tagOf(path: string, prefix: string): string {
  const [block = ''] = path.startsWith(prefix) ? path.slice(prefix.length).split('.') : []
  if (path.includes('.Output.StreamExtract.')) return 'StreamExtract'
  if (block.includes('Watermark') && block !== 'ExtractDigitalWatermark') return 'Transcode'
  return (
    [...BLOCKS].find(([, fields]) => Object.keys(fields).some((name) => name.startsWith(`${block}.`)))?.[0] ??
    'SmartCover'
  )
}

function operationOf(tag: string, path: string): Fields {
  const beside = COMPANIONS.filter(([pattern]) => pattern.test(path)).flatMap(([, fields]) =>
    Object.entries(fields),
  )
  return { ...OUTPUT, ...BLOCKS.get(tag), ...Object.fromEntries(beside) }
}

function below(prefix: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [prefix + name, text]))
}
