import {
  invalidArgument,
  optionalField,
  pathOf,
  requiredField,
  skipFields,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { defaultOf } from '../parameters/fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import { piecePrefix } from '../segment/pieces.ts'
import type { ReadContext } from '../tag.ts'
import { ConcatBlock, type AudioBlock, type FragmentBlock, type VideoBlock } from './block.ts'
import { checkTogether } from './check-params.ts'
import { Params, type Fragment } from './params.ts'

/** The ConcatTemplate block, or the template instead of it. Throws InvalidArgument, or NotImplemented by name. */
export function readConcat(operation: OperationRequest, { template, keyAt }: ReadContext): Params {
  requireOutputObject(operation)
  if (template) skipFields(operation.field, 'ConcatTemplate')
  const params = template
    ? Params.parse(template.params)
    : readParams(requiredField(operation.field, 'ConcatTemplate'))
  const fragments = params.fragments.map((fragment) => ({
    ...fragment,
    key: keyAt('ConcatFragment.Url', fragment.url),
  }))
  return { ...params, fragments, ...(params.format === 'hls' && readPieces(operation)) }
}

/** The body of POST /template, with what the documentation says of what is left out. */
export function readConcatTemplate(request: FieldPath): Params {
  const params = readParams(requiredField(request, 'ConcatTemplate'))
  return { ...params, directConcat: params.directConcat ?? defaultOf(ConcatBlock.shape.DirectConcat) }
}

function readParams(place: FieldPath): Params {
  const block = readBlock(place, ConcatBlock)
  skipSceneChange(optionalField(place, 'SceneChangeInfo'))
  const params = {
    fragments: block.ConcatFragment.map(fragmentOf),
    audio: audioOf(block.Audio ?? {}),
    video: videoOf(block.Video ?? {}),
    format: block.Container.Format,
    ...present({ index: block.Index, directConcat: block.DirectConcat }),
  }
  if (params.fragments.some(endsEarly))
    throw invalidArgument(`${pathOf(place, 'ConcatFragment.EndTime')} must be later than StartTime.`)
  checkTogether(params, place.path)
  return params
}

function fragmentOf(block: FragmentBlock): Fragment {
  return {
    url: block.Url,
    ...present({
      mode: block.Mode,
      fragmentIndex: block.FragmentIndex,
      startTime: block.StartTime,
      endTime: block.EndTime,
      duration: block.Duration,
    }),
  }
}

function endsEarly({ startTime = '0', endTime }: Fragment): boolean {
  return endTime !== undefined && Number(endTime) <= Number(startTime)
}

function audioOf(block: AudioBlock): Params['audio'] {
  return present({
    codec: block.Codec,
    sampleRate: block.Samplerate,
    bitrate: unlessNone(block.Bitrate),
    channels: block.Channels,
    remove: block.Remove,
  })
}

function videoOf(block: VideoBlock): Params['video'] {
  return present({
    codec: block.Codec,
    width: block.Width,
    height: block.Height,
    fps: block.Fps,
    bitrate: unlessNone(block.Bitrate),
    crf: unlessNone(block.Crf),
    remove: block.Remove,
    rotate: block.Rotate,
    profile: block.Profile,
    gop: unlessNone(block.Gop),
    preset: block.Preset,
    bufsize: unlessNone(block.Bufsize),
    maxrate: unlessNone(block.Maxrate),
  })
}

function unlessNone(value: string | undefined): string | undefined {
  return value === '0' ? undefined : value
}

/** Default is one part after the other, as it is done here: how long a change would take then asks for nothing. */
function skipSceneChange(change: FieldPath | undefined): void {
  if (change && textAt(change, 'Mode') !== undefined) skipFields(change, 'Time', 'TransitionType')
}

function readPieces({ output }: OperationRequest): Pick<Params, 'pieces'> {
  if (output?.object === undefined) return {}
  const { region, bucket, object } = output
  return { pieces: { region, bucket, object: `${piecePrefix(object)}*` } }
}
