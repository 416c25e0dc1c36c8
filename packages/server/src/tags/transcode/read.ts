import type { z } from 'zod'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import {
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  pathOf,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { readWatermarks } from '../watermark-blocks/read-watermarks.ts'
import { MOST_MIXES, RemoveWatermarkBlock, TranscodeBlock } from './blocks.ts'
import { checkSettings } from './check-settings.ts'
import { containerOf } from './containers.ts'
import { withDefaults } from './defaults.ts'
import { Settings, type Mix, type Params } from './params.ts'
import { partsName } from './parts.ts'

const FADES = [
  ['EnableStartFadein', 'StartFadeinTime'],
  ['EnableEndFadeout', 'EndFadeoutTime'],
] as const
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
  const { Container, Video, Audio, TimeInterval, TransConfig, ...block } = readBlock(place, TranscodeBlock)
  const { ClipConfig, ...container } = Container
  const { HlsEncrypt, DashEncrypt, ...config } = TransConfig ?? {}
  const settings = {
    container,
    ...(ClipConfig && { clip: ClipConfig }),
    ...(Video && { video: Video }),
    ...(Audio && { audio: Audio }),
    ...(TimeInterval && { time: TimeInterval }),
    ...(TransConfig && { config }),
    ...(HlsEncrypt && hasValue(HlsEncrypt) && { hlsEncrypt: HlsEncrypt }),
    ...(DashEncrypt && hasValue(DashEncrypt) && { dashEncrypt: DashEncrypt }),
    mixes: mixesOf(block),
  }
  rejectEncryption(place, settings)
  checkMixes(place, settings)
  checkSettings(settings, place.path === '' ? '' : `${place.path}.`)
  if (settings.mixes.length > 0 && (!Audio || Audio.Remove === 'true'))
    throw invalidArgument(`${pathOf(place, 'AudioMix')} needs ${pathOf(place, 'Audio')}.`)
  return settings
}

const hasValue = (block: object): boolean => Object.keys(block).length > 0

function mixesOf({
  AudioMix = [],
  AudioMixArray = [],
}: Pick<z.infer<typeof TranscodeBlock>, 'AudioMix' | 'AudioMixArray'>): Mix[] {
  const mixes = [AudioMix, AudioMixArray].flatMap((list, index) =>
    list.map(({ EffectConfig, ...block }) => ({
      block,
      ...(EffectConfig && { effect: EffectConfig }),
      isOfArray: index === 1,
    })),
  )
  if (mixes.length > MOST_MIXES) throw invalidArgument(`At most ${MOST_MIXES} AudioMix elements are allowed.`)
  return mixes
}

function checkMixes(place: FieldPath, { mixes }: Settings): void {
  for (const { effect, isOfArray } of mixes) {
    const path = pathOf(place, `${isOfArray ? 'AudioMixArray' : 'AudioMix'}.EffectConfig`)
    if (effect?.EnableBgmFade === 'true')
      throw notImplemented(`${path}.EnableBgmFade true`, 'repeated sounds follow each other without a fade')
    for (const [flag, time] of FADES) {
      if (effect?.[flag] === 'true' && effect[time] !== undefined && Number(effect[time]) === 0)
        throw invalidArgument(`${path}.${time} must be above 0 with ${flag} true.`)
    }
  }
}

function rejectEncryption(place: FieldPath, { hlsEncrypt, dashEncrypt }: Settings): void {
  for (const [name, block] of Object.entries({ HlsEncrypt: hlsEncrypt, DashEncrypt: dashEncrypt }))
    for (const flag of ['IsHlsEncrypt', 'IsEncrypt'] as const)
      if (block?.[flag] === 'true')
        throw notImplemented(
          `${pathOf(place, `TransConfig.${name}.${flag}`)} true`,
          'segments are written as they are',
        )
}

function partsPlace({ output }: OperationRequest, { container }: Settings): Params['parts'] {
  const { isPlaylist, extension } = containerOf(container.Format)
  if (isPlaylist !== true || output?.object === undefined) return undefined
  const { region, bucket, object } = output
  return { region, bucket, object: `${partsName(expandVariables(object, { Ext: extension }))}*` }
}
