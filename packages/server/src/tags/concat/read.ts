import {
  childrenAt,
  fieldOf,
  invalidArgument,
  optionalChoice,
  optionalField,
  optionalUrl,
  pathOf,
  assertOff,
  requiredField,
  skipFields,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { present } from '../present.ts'
import { optionalNumberText, type NumberRange } from '../read-number.ts'
import { requireOutputObject } from '../read-operation.ts'
import { piecePrefix } from '../segment/pieces.ts'
import type { ReadContext } from '../tag.ts'
import {
  AUDIO_CODECS,
  FORMATS,
  MODES,
  Params,
  PRESETS,
  PROFILES,
  VIDEO_CODECS,
  type Fragment,
} from './params.ts'
import { checkTogether } from './check-params.ts'

/** Each is a file that is fetched and opened. */
const MOST_FRAGMENTS = 100
/** Longer than any recording, seconds. */
const LONGEST_S = 10_000_000
const SAMPLE_RATES = ['11025', '22050', '32000', '44100', '48000', '96000'] as const
const CHANNELS = ['1', '2', '4', '5', '6', '8'] as const
const BOOLEANS = ['true', 'false'] as const

/** The ConcatTemplate block, or the template instead of it. Throws InvalidArgument, or NotImplemented by name. */
export function readConcat(operation: OperationRequest, { template, keyAt }: ReadContext): Params {
  requireOutputObject(operation)
  if (template) skipFields(operation.field, 'ConcatTemplate')
  const params = template
    ? Params.parse(template.params)
    : readBlock(requiredField(operation.field, 'ConcatTemplate'))
  const fragments = params.fragments.map((fragment) => ({
    ...fragment,
    key: keyAt('ConcatFragment.Url', fragment.url),
  }))
  return { ...params, fragments, ...(params.format === 'hls' && readPieces(operation)) }
}

/** The body of POST /template, with what the documentation says of what is left out. */
export function readConcatTemplate(request: FieldPath): Params {
  const params = readBlock(requiredField(request, 'ConcatTemplate'))
  return { ...params, directConcat: params.directConcat ?? 'false' }
}

function readBlock(block: FieldPath): Params {
  readSceneChange(optionalField(block, 'SceneChangeInfo'))
  const container = optionalField(block, 'Container')
  const format = container && optionalChoice(container, 'Format', FORMATS)
  if (format === undefined) throw invalidArgument(`${pathOf(block, 'Container.Format')} is required.`)
  const params = {
    fragments: readFragments(block),
    audio: readAudio(optionalField(block, 'Audio')),
    video: readVideo(optionalField(block, 'Video')),
    format,
    ...present({
      index: optionalNumberText(block, 'Index', { min: 0, max: MOST_FRAGMENTS, whole: true }),
      directConcat: optionalChoice(block, 'DirectConcat', BOOLEANS),
    }),
  }
  checkTogether(params, block.path)
  return params
}

function readFragments(block: FieldPath): Fragment[] {
  const path = pathOf(block, 'ConcatFragment')
  const elements = childrenAt(block, 'ConcatFragment', 'children')
  if (elements.length === 0) throw invalidArgument(`${path} is required.`)
  if (elements.length > MOST_FRAGMENTS)
    throw invalidArgument(`At most ${MOST_FRAGMENTS} ${path} elements are allowed.`)
  return elements.map((element) => readFragment(fieldOf(block, element)))
}

function readFragment(place: FieldPath): Fragment {
  const url = optionalUrl(place, 'Url')
  if (url === undefined) throw invalidArgument(`${pathOf(place, 'Url')} is required.`)
  const time = { min: 0, max: LONGEST_S }
  const fragment = {
    url,
    ...present({
      mode: optionalChoice(place, 'Mode', MODES),
      fragmentIndex: optionalNumberText(place, 'FragmentIndex', { min: 0, max: 1_000_000, whole: true }),
      startTime: optionalNumberText(place, 'StartTime', time),
      endTime: optionalNumberText(place, 'EndTime', time),
      duration: optionalNumberText(place, 'Duration', { ...time, open: 'min' }),
    }),
  }
  const { startTime = '0', endTime } = fragment
  if (endTime !== undefined && Number(endTime) <= Number(startTime))
    throw invalidArgument(`${pathOf(place, 'EndTime')} must be later than StartTime.`)
  return fragment
}

function readAudio(audio: FieldPath | undefined): Params['audio'] {
  if (!audio) return {}
  assertOff(audio, { KeepTwoTracks: ['false'], SwitchTrack: ['false'], KeepAllTracks: ['false'] })
  return present({
    codec: optionalChoice(audio, 'Codec', AUDIO_CODECS),
    sampleRate: optionalChoice(audio, 'Samplerate', SAMPLE_RATES),
    bitrate: numberUnlessNone(audio, 'Bitrate', { min: 8, max: 1_000 }),
    channels: optionalChoice(audio, 'Channels', CHANNELS),
    remove: optionalChoice(audio, 'Remove', BOOLEANS),
  })
}

function readVideo(video: FieldPath | undefined): Params['video'] {
  if (!video) return {}
  assertOff(video, {
    Roi: ['none', 'false'],
    Interlaced: ['false'],
    LongShortMode: ['false'],
    Pixfmt: ['yuv420p'],
  })
  const side = { min: 128, max: 4_096, whole: true }
  return present({
    codec: optionalChoice(video, 'Codec', VIDEO_CODECS),
    width: optionalNumberText(video, 'Width', side),
    height: optionalNumberText(video, 'Height', side),
    fps: optionalNumberText(video, 'Fps', { min: 0, max: 60, open: 'min' }),
    bitrate: numberUnlessNone(video, 'Bitrate', { min: 10, max: 50_000 }),
    crf: numberUnlessNone(video, 'Crf', { min: 0, max: 51, open: 'min' }),
    remove: optionalChoice(video, 'Remove', BOOLEANS),
    rotate: optionalNumberText(video, 'Rotate', { min: 0, max: 360, open: 'max' }),
    profile: optionalChoice(video, 'Profile', PROFILES),
    gop: numberUnlessNone(video, 'Gop', { min: 1, max: 100_000, whole: true }),
    preset: optionalChoice(video, 'Preset', PRESETS),
    bufsize: numberUnlessNone(video, 'Bufsize', { min: 1_000, max: 128_000, whole: true }),
    maxrate: numberUnlessNone(video, 'Maxrate', { min: 10, max: 50_000, whole: true }),
  })
}

/** Clients write 0 where they want none. */
function numberUnlessNone(place: FieldPath, name: string, range: NumberRange): string | undefined {
  return textAt(place, name) === '0' ? undefined : optionalNumberText(place, name, range)
}

/** Default is one part after the other, as it is done here: how long a change would take then asks for nothing. */
function readSceneChange(change: FieldPath | undefined): void {
  if (!change) return
  assertOff(change, { Mode: ['Default'] })
  if (textAt(change, 'Mode') !== undefined) skipFields(change, 'Time', 'TransitionType')
}

function readPieces({ output }: OperationRequest): Pick<Params, 'pieces'> {
  if (output?.object === undefined) return {}
  const { region, bucket, object } = output
  return { pieces: { region, bucket, object: `${piecePrefix(object)}*` } }
}
