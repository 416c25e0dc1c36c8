import type { Fields } from './test-fields.ts'
import { OBJECT_URL } from './test-fields.ts'
import { BUCKET, REGION } from './test-tag.ts'

/** The least that a job of each tag has in its Operation beside Output. */
const BLOCKS: Readonly<Record<string, Fields>> = {
  Transcode: {
    'Transcode.Container.Format': 'mp4',
    'Transcode.Video.Codec': 'H.264',
    'Transcode.Audio.Codec': 'aac',
    'Transcode.TransConfig.DeleteMetadata': 'true',
  },
  Snapshot: { 'Snapshot.Count': '1' },
  SmartCover: { 'SmartCover.Count': '1' },
  Animation: { 'Animation.Container.Format': 'gif', 'Animation.Video.Codec': 'gif' },
  Concat: { 'ConcatTemplate.ConcatFragment.Url': OBJECT_URL, 'ConcatTemplate.Container.Format': 'mp4' },
  Segment: { 'Segment.Format': 'mp4' },
  StreamExtract: {},
  NoiseReduction: { 'NoiseReduction.Format': 'mp3' },
  PicProcess: { 'PicProcess.ProcessRule': 'imageMogr2/rotate/90' },
  FileHashCode: { 'FileHashCodeConfig.Type': 'MD5' },
  FileCompress: { 'FileCompressConfig.Format': 'zip', 'FileCompressConfig.Key': 'a' },
  FileUncompress: { 'FileUncompressConfig.Prefix': 'x/' },
  MediaInfo: {},
  Watermark: {},
}

const WATERMARK: Fields = {
  'Watermark.Type': 'Text',
  'Watermark.Pos': 'Top',
  'Watermark.LocMode': 'Absolute',
  'Watermark.Text.FontSize': '20',
  'Watermark.Text.FontType': 'arial.ttf',
  'Watermark.Text.FontColor': '0xFFFFFF',
  'Watermark.Text.Transparency': '50',
  'Watermark.Text.Text': 't',
}

/** What a field needs beside itself to be looked at, by its path behind the Operation or the Request. */
const COMPANIONS: readonly (readonly [path: RegExp, fields: Fields])[] = [
  [/^Transcode\.AudioMix\./, { 'Transcode.AudioMix.AudioSource': OBJECT_URL }],
  [/^Transcode\.AudioMixArray\./, { 'Transcode.AudioMixArray.AudioSource': OBJECT_URL }],
  [/^Watermark\.(?!Image)/, WATERMARK],
  [
    /^Watermark\.Image\./,
    {
      'Watermark.Type': 'Image',
      'Watermark.Pos': 'Top',
      'Watermark.LocMode': 'Absolute',
      'Watermark.Image.Url': OBJECT_URL,
      'Watermark.Image.Mode': 'Original',
      'Watermark.Image.Width': '50',
      'Watermark.Image.Transparency': '50',
    },
  ],
  [
    /^RemoveWatermark\./,
    {
      'RemoveWatermark.Dx': '0',
      'RemoveWatermark.Dy': '0',
      'RemoveWatermark.Width': '9',
      'RemoveWatermark.Height': '9',
    },
  ],
  [
    /^Snapshot\.SpriteSnapshotConfig\./,
    {
      'Snapshot.SpriteSnapshotConfig.Color': 'White',
      'Snapshot.SpriteSnapshotConfig.Columns': '2',
      'Snapshot.SpriteSnapshotConfig.Lines': '2',
    },
  ],
  [
    /^Output\.StreamExtract\./,
    { 'Output.StreamExtract.Index': '0', 'Output.StreamExtract.Object': 'out/a.mp4' },
  ],
]

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
  const [kind = '', wanted = ''] = document.split(':')
  const base = whole(kind, wanted, path.replace(NODE, `${NODES}.N.`))
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

function whole(kind: string, wanted: string, path: string): Fields {
  switch (kind) {
    case 'job': {
      const tag = wanted === '*' ? 'SmartCover' : wanted
      const operation = below('Operation.', operationOf(tag, path.replace(/^Operation\./, '')))
      return { Tag: tag, 'Input.Object': 'in/a', ...operation }
    }
    case 'template': {
      const tag = wanted === '*' ? 'SmartCover' : wanted
      // These two stand in a template without their container.
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
    Object.entries(BLOCKS).find(([, fields]) =>
      Object.keys(fields).some((name) => name.startsWith(`${block}.`)),
    )?.[0] ?? 'SmartCover'
  )
}

function operationOf(tag: string, path: string): Fields {
  const beside = COMPANIONS.filter(([pattern]) => pattern.test(path)).flatMap(([, fields]) =>
    Object.entries(fields),
  )
  return { ...OUTPUT, ...BLOCKS[tag], ...Object.fromEntries(beside) }
}

function below(prefix: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [prefix + name, text]))
}
