import { AVSEEK_FLAG_BACKWARD, AV_NOPTS_VALUE } from 'node-av/constants'
import { Packet, avRescaleQ } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { FragmentStream } from './fragment-stream.ts'
import { durationOf } from '../frame-shape.ts'
import type { Fragment, JoinOrder } from './join-order.ts'
import { audioShape, videoShape } from './join-shape.ts'
import { JoinTrack, shapeSteps, type AudioShape, type VideoShape } from './join-track.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { OutputFile } from '../convert/output-file.ts'
import { MediaRefusal } from '../refusal.ts'
import { MICROSECONDS, discardAllBut, kindOf } from '../convert/remux.ts'
import { uprightFilters } from '../filters/rotation.ts'

/** Margin of a seek before the requested time, for formats that seek by decoding times, µs. */
const SEEK_MARGIN_US = 130_000

interface Pipeline {
  readonly track: JoinTrack
  readonly steps: readonly string[]
}

/**
 * Concatenates files. All are decoded, converted to one format and encoded as one stream of each kind. So there is no
 * gap, and memory does not grow with the length.
 * @throws {MediaRefusal} when a fragment is at fault.
 */
export async function join(
  order: JoinOrder,
  report: (percent: number) => void,
  threads: number,
): Promise<void> {
  using opened = new DisposableStack()
  const { video, audio } = shapesOf(order)
  const output = opened.use(
    new OutputFile({ path: order.outputPath, muxer: order.muxer, muxerOptions: order.muxerOptions }),
  )
  const pipelines = [
    ...(video && order.video
      ? [{ shape: video, plan: order.video, steps: rotated(order.video.rotate) }]
      : []),
    ...(audio && order.audio ? [{ shape: audio, plan: order.audio, steps: [] }] : []),
  ].map(({ shape, plan, steps }): Pipeline => {
    const options = { ...plan.options, ...keyFrames(shape, order) }
    const track = opened.use(new JoinTrack(output, { encoder: plan.encoder, options, shape, threads }))
    return { track, steps: [...steps, ...shapeSteps(shape)] }
  })
  output.begin()
  let offsetS = 0
  const total = order.fragments.length
  for (const [number, fragment] of order.fragments.entries()) {
    const position = { number, offsetS, order, threads }
    offsetS += await addFragment(fragment, { pipelines, position }, (share) =>
      report(((number + share) * 100) / total),
    )
  }
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (const { track } of pipelines) {
    for (const _ of track.finish()) {
      report(99)
      await yieldToEventLoop()
    }
  }
  output.finish()
}

interface FragmentPosition {
  readonly number: number
  /** Start of the fragment in the output, seconds. */
  readonly offsetS: number
  readonly order: JoinOrder
  readonly threads: number
}

/** Returns the duration of the fragment in the output, seconds. */
async function addFragment(
  fragment: Fragment,
  { pipelines, position }: { readonly pipelines: readonly Pipeline[]; readonly position: FragmentPosition },
  report: (share: number) => void,
): Promise<number> {
  using opened = new DisposableStack()
  const source = opened.use(openMedia(fragment.path))
  const { durationS } = fragment
  const streams = pipelines.flatMap(({ track, steps }) => {
    const stream = findStream(source, track.kind)
    if (!stream) return []
    const { threads } = position
    const from = opened.use(new FragmentStream(stream, { kind: track.kind, durationS, steps, threads }))
    return [{ from, track }]
  })
  let lengthS = 0
  const take = ({ from, track }: (typeof streams)[number], packet: Packet | null): void => {
    for (const timed of from.take(packet)) {
      const endS = track.endOf(timed)
      // Checked before it is taken: a jump in a damaged file's times would be filled with pictures and silence.
      if (position.offsetS + endS > position.order.maxDurationS) throw tooLong(position.order)
      lengthS = Math.max(lengthS, endS)
      track.write(timed, position.offsetS)
    }
  }
  const yieldToEventLoop = createEventLoopYield(systemClock)
  const expectedS = durationS ?? durationOf(source.format)
  for (const packet of packetsFrom(
    source,
    streams.map(({ from }) => from.source),
    fragment.startS ?? 0,
  )) {
    const stream = streams.find(({ from }) => from.source.index === packet.streamIndex)
    if (stream) take(stream, packet)
    report(expectedS === undefined ? 0 : Math.min(lengthS / expectedS, 1))
    if (streams.every(({ from }) => from.isDone)) break
    await yieldToEventLoop()
  }
  for (const stream of streams) take(stream, null)
  if (lengthS === 0) throw refusal(`Fragment ${position.number} has nothing in the time that is asked for.`)
  return lengthS
}

/** Yields packets, each valid until the next one; their times start with the fragment. */
function* packetsFrom({ format }: OpenMedia, streams: readonly Stream[], startS: number): Generator<Packet> {
  discardAllBut(streams, format)
  const fileStartUs = format.startTime === AV_NOPTS_VALUE ? 0n : format.startTime
  const startUs = fileStartUs + BigInt(Math.round(startS * 1e6))
  // A file that can't be sought is read from its beginning.
  if (startS > 0) format.seekFrameSync(-1, startUs - BigInt(SEEK_MARGIN_US), AVSEEK_FLAG_BACKWARD)
  const shifts = new Map(
    streams.map(({ index, timeBase }) => [index, avRescaleQ(startUs, MICROSECONDS, timeBase)]),
  )
  using packet = new Packet()
  packet.alloc()
  while (format.readFrameSync(packet) >= 0) {
    const shift = shifts.get(packet.streamIndex)
    if (shift !== undefined) {
      if (packet.pts !== AV_NOPTS_VALUE) packet.pts -= shift
      if (packet.dts !== AV_NOPTS_VALUE) packet.dts -= shift
      yield packet
    }
    packet.unref()
  }
}

/** Returns the format of the output from the fragments; each is opened before the work begins. */
function shapesOf({ fragments, video, audio, muxer, maxDurationS }: JoinOrder): {
  readonly video: VideoShape | undefined
  readonly audio: AudioShape | undefined
} {
  let [videoOf, audioOf]: [VideoShape | undefined, AudioShape | undefined] = [undefined, undefined]
  let totalS = 0
  for (const [number, fragment] of fragments.entries()) {
    using source = openMedia(fragment.path)
    const picture = video && findStream(source, 'video')
    const sound = audio && findStream(source, 'audio')
    if (video && picture && number === 0)
      videoOf = videoShape(video, picture, uprightFilters(picture).includes('transpose'))
    // Missing audio can be silence; a missing picture can't be replaced.
    if (videoOf && !picture) throw refusal(`Fragment ${number} has no video, which the first one has.`)
    if (!videoOf && !sound) throw refusal(`Fragment ${number} has ${audio ? 'no audio' : 'no video'}.`)
    if (audio && sound) audioOf ??= audioShape(audio, { first: sound, muxer })
    const { startS = 0, durationS = Infinity } = fragment
    const ownS = durationOf(source.format)
    if (ownS !== undefined && startS >= ownS)
      throw refusal(`Fragment ${number} is ${ownS} s long and ends before its StartTime.`)
    totalS += Math.max(Math.min((ownS ?? 0) - startS, durationS), 0)
  }
  if (totalS > maxDurationS) throw tooLong({ maxDurationS })
  return { video: videoOf, audio: audioOf }
}

function findStream({ format }: OpenMedia, kind: 'video' | 'audio'): Stream | undefined {
  return format.streams.find((stream) => kindOf(stream) === kind)
}

function rotated(degrees = 0): readonly string[] {
  switch (degrees) {
    case 0:
      return []
    case 90:
      return ['transpose=clock']
    case 180:
      return ['hflip,vflip']
    case 270:
      return ['transpose=cclock']
    default:
      return [`rotate=${degrees}*PI/180`]
  }
}

function keyFrames(shape: VideoShape | AudioShape, { video }: JoinOrder): Record<string, string> {
  const everyS = video?.keyFrameEveryS
  if (shape.kind === 'audio' || everyS === undefined) return {}
  const [num = 25, den = 1] = shape.frameRate.split('/').map(Number)
  // At even distances: an extra one at a change of scene would shift the next.
  return { g: String(Math.max(Math.floor((everyS * num) / den), 1)), sc_threshold: '0' }
}

function tooLong({ maxDurationS }: Pick<JoinOrder, 'maxDurationS'>): MediaRefusal {
  return refusal(`The whole is longer than ${maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`)
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
