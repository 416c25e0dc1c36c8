import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import {
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  optionalField,
  pathOf,
  assertOff,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { optionalBlock, readBlock } from '../block-schema.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { readWatermarks } from '../watermark-blocks/read-watermarks.ts'
import { checkSettings } from './check-settings.ts'
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

const MAX_MIXES = 2
const FADES = [
  ['EnableStartFadein', 'StartFadeinTime'],
  ['EnableEndFadeout', 'EndFadeoutTime'],
] as const
/** Known by name and not done here, with what asks for nothing. */
const OFF_IN_VIDEO = { Roi: ['none', 'false'], Crop: ['false'], Interlaced: ['false'], StdExtInfo: ['false'] }
const OFF_IN_AUDIO = { KeepAllTracks: ['false'] }
const OFF_IN_CONFIG = { IsStreamCopy: ['false'], IsCheckAudioChannel: ['false'], InitialClipNum: ['0'] }

/** Reads the Transcode block, or the template instead of it, and its siblings. Throws InvalidArgument, NotImplemented. */
export function readTranscode(operation: OperationRequest, context: ReadContext): Params {
  requireOutputObject(operation)
  const { field: place } = operation
  if (context.template) skipFields(place, 'Transcode')
  const settings = context.template
    ? Settings.parse(context.template.params)
    : readSettings(requiredField(place, 'Transcode'))
  const [removed, ...more] = nonEmptyFields(place, 'RemoveWatermark')
  if (more.length > 0) throw notImplemented('Operation.RemoveWatermark more than once')
  return {
    ...withSettings(operation, { settings, watermarks: readWatermarks(place, context) }, context),
    ...(removed && { removeWatermark: readBlock(removed, RemoveWatermarkBlock) }),
  }
}

/** The parameters of a job that has these settings alone, beside what is drawn on it. */
export function withSettings(
  operation: OperationRequest,
  { settings, watermarks }: Pick<Params, 'settings' | 'watermarks'>,
  { keyAt }: ReadContext,
): Params {
  const parts = partsPlace(operation, settings)
  return {
    settings,
    mixKeys: settings.mixes.map(({ block }) => keyAt('AudioMix.AudioSource', block.AudioSource)),
    watermarks,
    ...(parts && { parts }),
  }
}

/** The body of POST /template. A template shows the documented defaults of the streams that it asks for. */
export function readTranscodeTemplate(request: FieldPath): Settings {
  return withDefaults(readSettings(request))
}

/** Throws InvalidArgument, NotImplemented. */
export function readSettings(place: FieldPath): Settings {
  const container = requiredField(place, 'Container')
  const clip = optionalBlock(container, 'ClipConfig', ClipBlock)
  rejectOffValues(place)
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
    ...readEncryption(optionalField(place, 'TransConfig')),
    mixes: readMixes(place),
  }
  checkSettings(settings, place.path === '' ? '' : `${place.path}.`)
  if (settings.mixes.length > 0 && (!audio || audio.Remove === 'true'))
    throw invalidArgument(`${pathOf(place, 'AudioMix')} needs ${pathOf(place, 'Audio')}.`)
  return settings
}

function readMixes(place: FieldPath): Mix[] {
  const read = (name: string, isOfArray: boolean): Mix[] =>
    nonEmptyFields(place, name).map((mix) => readMix(mix, isOfArray))
  const mixes = [...read('AudioMix', false), ...read('AudioMixArray', true)]
  if (mixes.length > MAX_MIXES) throw invalidArgument(`At most ${MAX_MIXES} AudioMix elements are allowed.`)
  return mixes
}

function readMix(place: FieldPath, isOfArray: boolean): Mix {
  const block = readBlock(place, MixBlock)
  const effect = optionalBlock(place, 'EffectConfig', EffectBlock)
  if (effect?.EnableBgmFade === 'true')
    throw notImplemented(
      `${pathOf(place, 'EffectConfig.EnableBgmFade')} true`,
      'repeated sounds follow each other without a fade',
    )
  for (const [flag, time] of FADES) {
    if (effect?.[flag] === 'true' && effect[time] !== undefined && Number(effect[time]) === 0)
      throw invalidArgument(`${pathOf(place, `EffectConfig.${time}`)} must be above 0 with ${flag} true.`)
  }
  return { block, ...(effect && { effect }), isOfArray }
}

function readEncryption(config: FieldPath | undefined): Pick<Settings, 'hlsEncrypt' | 'dashEncrypt'> {
  const hlsEncrypt = config && readEncrypt(config, 'HlsEncrypt')
  const dashEncrypt = config && readEncrypt(config, 'DashEncrypt')
  return { ...(hlsEncrypt && { hlsEncrypt }), ...(dashEncrypt && { dashEncrypt }) }
}

function readEncrypt(config: FieldPath, name: string): Settings['hlsEncrypt'] {
  const block = optionalBlock(config, name, EncryptBlock)
  for (const flag of ['IsHlsEncrypt', 'IsEncrypt'] as const)
    if (block?.[flag] === 'true')
      throw notImplemented(`${pathOf(config, name)}.${flag} true`, 'segments are written as they are')
  return block && Object.keys(block).length > 0 ? block : undefined
}

function rejectOffValues(place: FieldPath): void {
  const [video, audio, config] = ['Video', 'Audio', 'TransConfig'].map((name) => optionalField(place, name))
  if (video) assertOff(video, OFF_IN_VIDEO)
  if (audio) assertOff(audio, OFF_IN_AUDIO)
  if (config) assertOff(config, OFF_IN_CONFIG)
}

function partsPlace({ output }: OperationRequest, { container }: Settings): Params['parts'] {
  const { isPlaylist, extension } = containerOf(container.Format)
  if (isPlaylist !== true || output?.object === undefined) return undefined
  const { region, bucket, object } = output
  return { region, bucket, object: `${partsName(expandVariables(object, { Ext: extension }))}*` }
}
