import type { OperationRequest } from '../../protocol/read-job-request.ts'
import { expandVariables } from '../../protocol/output-variables.ts'
import {
  invalidArgument,
  optionalPlace,
  pathOf,
  requiredPlace,
  type Place,
} from '../../protocol/read-fields.ts'
import { child, childrenNamed, type XmlElement } from '../../protocol/xml.ts'
import { optionalBlock, readBlock } from '../block-schema.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { Watermark, type JobWatermark } from '../watermark/params.ts'
import { readWatermark } from '../watermark/read.ts'
import { checkSettings, notBuilt } from './check-settings.ts'
import { withDefaults } from './defaults.ts'
import { containerOf } from './containers.ts'
import {
  AudioBlock,
  ClipBlock,
  ContainerBlock,
  EffectBlock,
  EncryptBlock,
  MixBlock,
  RemoveWatermarkBlock,
  Settings,
  TimeBlock,
  TransConfigBlock,
  VideoBlock,
  type Mix,
  type Params,
} from './params.ts'
import { partsName } from './parts.ts'

const MAX_WATERMARKS = 3
const MAX_MIXES = 2
/** Known by name, and not done here. */
const NOT_BUILT_IN_VIDEO = ['Roi', 'Crop', 'Interlaced', 'ColorParam', 'StdExtInfo'] as const
const NOT_BUILT_IN_OPERATION = ['DigitalWatermark', 'Subtitles'] as const

/** The Transcode block or the template instead of it, and what stands beside. Throws InvalidArgument, NotImplemented. */
export function readTranscode(operation: OperationRequest, context: ReadContext): Params {
  requireOutputObject(operation)
  const place = { element: operation.element, path: 'Operation' }
  for (const name of NOT_BUILT_IN_OPERATION) refuseFilled(place, name)
  const settings = context.template
    ? Settings.parse(context.template.params)
    : readSettings(requiredPlace(place, 'Transcode'))
  const removed = optionalPlace(place, 'RemoveWatermark')
  const isGiven = removed && removed.element.children.length > 0
  const parts = partsPlace(operation, settings)
  return {
    settings,
    mixKeys: settings.mixes.map(({ block }) => context.keyAt('AudioMix.AudioSource', block.AudioSource)),
    watermarks: readWatermarks(place, context),
    ...(isGiven && { removeWatermark: readBlock(removed, RemoveWatermarkBlock) }),
    ...(parts && { parts }),
  }
}

/** The body of POST /template. A template shows the documented defaults of the streams that it asks for. */
export function readTranscodeTemplate(root: XmlElement): Settings {
  return withDefaults(readSettings({ element: root, path: '' }))
}

function readSettings(place: Place): Settings {
  const container = requiredPlace(place, 'Container')
  const clip = optionalBlock(container, 'ClipConfig', ClipBlock)
  const videoPlace = optionalPlace(place, 'Video')
  if (videoPlace) for (const name of NOT_BUILT_IN_VIDEO) refuseFilled(videoPlace, name)
  const video = optionalBlock(place, 'Video', VideoBlock)
  const audio = optionalBlock(place, 'Audio', AudioBlock)
  const time = optionalBlock(place, 'TimeInterval', TimeBlock)
  const config = optionalBlock(place, 'TransConfig', TransConfigBlock)
  const settings = {
    container: readBlock(container, ContainerBlock),
    ...(clip && { clip }),
    ...(video && { video }),
    ...(audio && { audio }),
    ...(time && { time }),
    ...(config && { config }),
    ...readEncryption(optionalPlace(place, 'TransConfig')),
    mixes: readMixes(place),
  }
  checkSettings(settings, place.path === '' ? '' : `${place.path}.`)
  if (settings.mixes.length > 0 && (!audio || audio.Remove === 'true'))
    throw invalidArgument(`${pathOf(place, 'AudioMix')} needs ${pathOf(place, 'Audio')}.`)
  return settings
}

function readMixes(place: Place): Mix[] {
  const read = (name: string, isOfArray: boolean): Mix[] =>
    childrenNamed(place.element, name)
      .filter(({ children }) => children.length > 0)
      .map((element) => readMix({ element, path: pathOf(place, name) }, isOfArray))
  const mixes = [...read('AudioMix', false), ...read('AudioMixArray', true)]
  if (mixes.length > MAX_MIXES) throw invalidArgument(`At most ${MAX_MIXES} AudioMix elements are allowed.`)
  return mixes
}

function readMix(place: Place, isOfArray: boolean): Mix {
  const block = readBlock(place, MixBlock)
  const effect = optionalBlock(place, 'EffectConfig', EffectBlock)
  if (effect?.EnableBgmFade === 'true')
    throw notBuilt(
      `${pathOf(place, 'EffectConfig.EnableBgmFade')} true`,
      'repeated sounds follow each other without a fade',
    )
  return { block, ...(effect && { effect }), isOfArray }
}

function readEncryption(config: Place | undefined): Pick<Settings, 'hlsEncrypt' | 'dashEncrypt'> {
  const hlsEncrypt = config && readEncrypt(config, 'HlsEncrypt')
  const dashEncrypt = config && readEncrypt(config, 'DashEncrypt')
  return { ...(hlsEncrypt && { hlsEncrypt }), ...(dashEncrypt && { dashEncrypt }) }
}

function readEncrypt(config: Place, name: string): Settings['hlsEncrypt'] {
  const block = optionalBlock(config, name, EncryptBlock)
  if (block?.IsHlsEncrypt === 'true' || block?.IsEncrypt === 'true')
    throw notBuilt(`TransConfig.${name}`, 'segments are written as they are')
  return block && Object.keys(block).length > 0 ? block : undefined
}

function readWatermarks(place: Place, { templateOf, keyAt }: ReadContext): JobWatermark[] {
  const named = childrenNamed(place.element, 'WatermarkTemplateId')
    .map(({ text }) => text.trim())
    .filter((id) => id !== '')
    .map((id) => ({ watermark: Watermark.parse(templateOf('Watermark', id).params), templateId: id }))
  const inline = childrenNamed(place.element, 'Watermark')
    .filter(({ children }) => children.length > 0)
    .map((element) => ({ watermark: readWatermark({ element, path: pathOf(place, 'Watermark') }) }))
  // As with the settings, a template wins.
  const watermarks = named.length > 0 ? named : inline
  if (watermarks.length > MAX_WATERMARKS)
    throw invalidArgument(`At most ${MAX_WATERMARKS} watermarks are allowed.`)
  return watermarks.map((one) => {
    const url = one.watermark.image?.Url
    return url === undefined ? one : { ...one, imageKey: keyAt('Watermark.Image.Url', url) }
  })
}

/** Clients send empty containers of what they do not use. */
function refuseFilled(place: Place, name: string): void {
  const element = child(place.element, name)
  if (!element) return
  const isOff = element.children.length === 0 && ['', 'false'].includes(element.text.trim().toLowerCase())
  if (!isOff) throw notBuilt(pathOf(place, name), 'this service has nothing that does it')
}

function partsPlace({ output }: OperationRequest, { container }: Settings): Params['parts'] {
  const { isPlaylist, extension } = containerOf(container.Format)
  if (isPlaylist !== true || output?.object === undefined) return undefined
  const { region, bucket, object } = output
  return { region, bucket, object: `${partsName(expandVariables(object, { Ext: extension }))}*` }
}
