import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { Packet, Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { FragmentStream } from './fragment-stream.ts'
import type { Fragment, JoinOrder } from './join-order.ts'
import { isTooLong } from './join-length.ts'
import { audioShape, videoShape } from './join-shape.ts'
import { JoinTrack, shapeSteps, type AudioShape, type VideoShape } from './join-track.ts'
import { firstShape } from '../first-shape.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { OutputFile } from '../convert/output-file.ts'
import { MediaRefusal } from '../refusal.ts'
import { uprightFilters } from '../filters/rotation.ts'
import { PacketSource } from '../timeline/packet-source.ts'
import { seekBefore } from '../timeline/seek.ts'
import { bestStream } from '../streams.ts'
import { moveEarlier, toTicks } from '../ticks.ts'

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
  if (await isTooLong(order, () => report(0))) throw tooLong(order)
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
    const stream = bestStream(source.format, track.kind)
    if (!stream) return []
    const { threads } = position
    const { kind, isMono } = track
    const from = opened.use(new FragmentStream(stream, { kind, durationS, isMono, steps, threads }))
    return [{ from, track }]
  })
  let lengthS = 0
  const yieldToEventLoop = createEventLoopYield(systemClock)
  const take = async (
    { from, track }: (typeof streams)[number],
    packet: Packet | null,
    described?: Stream,
  ): Promise<void> => {
    for (const timed of from.take(packet, described)) {
      const endS = track.endOf(timed)
      // Checked before it is taken: a jump in a damaged file's times would be filled with pictures and silence.
      if (position.offsetS + endS > position.order.maxDurationS) throw tooLong(position.order)
      lengthS = Math.max(lengthS, endS)
      for (const _ of track.write(timed, position.offsetS)) await yieldToEventLoop()
    }
  }
  const expectedS = durationS ?? source.claimedS
  const range = { streams: streams.map(({ from }) => from.source), startS: fragment.startS ?? 0 }
  let isReached = false
  for await (const { packet, of, described } of packetsFrom(source, range, () => report(0))) {
    const stream = streams.find(({ from }) => from.source === of)
    if (packet.pts === AV_NOPTS_VALUE || packet.pts + packet.duration > 0n) isReached = true
    if (stream) await take(stream, packet, described)
    report(expectedS === undefined ? 0 : Math.min(lengthS / expectedS, 1))
    if (streams.every(({ from }) => from.isDone)) break
    await yieldToEventLoop()
  }
  if (!isReached) throw nothingFound(fragment, position)
  for (const stream of streams) await take(stream, null)
  if (lengthS === 0) throw nothingFound(fragment, position)
  return lengthS
}

/** Yields packets, each valid until the next one; their times start with the fragment. */
async function* packetsFrom(
  media: OpenMedia,
  { streams, startS }: { readonly streams: readonly Stream[]; readonly startS: number },
  onStep: () => void,
): AsyncGenerator<{ readonly packet: Packet; readonly of: Stream; readonly described: Stream }> {
  using source = new PacketSource(media, streams)
  const { packet } = source
  const seek = { media, streams: streams.map(({ index }) => index), timeS: startS }
  await seekBefore(source, seek, onStep)
  for (let stream = source.read(); stream; stream = source.read()) {
    moveEarlier(packet, toTicks(startS, stream.timeBase))
    yield { packet, of: stream, described: source.described(stream) }
  }
}

interface Shapes {
  readonly video: VideoShape | undefined
  readonly audio: AudioShape | undefined
}

/** Returns the format of the output from the fragments; each is opened before the work begins. */
function shapesOf({ fragments, video, audio, muxer }: JoinOrder): Shapes {
  let [videoOf, audioOf]: [VideoShape | undefined, AudioShape | undefined] = [undefined, undefined]
  for (const [number, fragment] of fragments.entries()) {
    using source = openMedia(fragment.path)
    const picture = video && bestStream(source.format, 'video')
    const sound = audio && bestStream(source.format, 'audio')
    if (video && picture && number === 0)
      videoOf = videoShape(video, picture, uprightFilters(picture).includes('transpose'))
    // Missing audio can be silence; a missing picture can't be replaced.
    if (videoOf && !picture) throw refusal(`Fragment ${number} has no video, which the first one has.`)
    if (!videoOf && !sound) throw refusal(`Fragment ${number} has ${audio ? 'no audio' : 'no video'}.`)
    if (audio && sound) audioOf ??= audioShape(audio, { first: firstShape(source, sound), muxer })
  }
  return { video: videoOf, audio: audioOf }
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

function nothingFound({ startS = 0 }: Fragment, { number }: FragmentPosition): MediaRefusal {
  const reason = startS > 0 ? ': it ends before its StartTime' : ''
  return refusal(`Fragment ${number} has nothing in the time that is asked for${reason}.`)
}

function tooLong({ maxDurationS }: Pick<JoinOrder, 'maxDurationS'>): MediaRefusal {
  return refusal(`The whole is longer than ${maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`)
}

function refusal(message: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', message)
}
