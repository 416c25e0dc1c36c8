import { avRescaleQ } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import type { CopyOrder, Fragment } from './join-order.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { PacketReader } from '../read-packets.ts'
import { MediaRefusal } from '../refusal.ts'
import { StreamCopier } from '../convert/remux.ts'
import { bestStream, codecNameOf, kindOf } from '../streams.ts'
import { MICROSECONDS } from '../ticks.ts'

/**
 * Concatenates files by copying their packets, from key frame to key frame.
 * @throws {MediaRefusal} when they are not alike, or the container does not support them.
 */
export async function joinByCopy(order: CopyOrder, report: (percent: number) => void): Promise<void> {
  const [first] = order.fragments
  if (!first) throw new Error('nothing to join')
  using opened = openMedia(first.path)
  const model = streamsOf(opened, order, 0)
  using copier = new StreamCopier(order.outputPath, order.container, model)
  let offsetUs = 0n
  for (const [number, fragment] of order.fragments.entries()) {
    const share = (part: number): void => report(((number + part) * 100) / order.fragments.length)
    offsetUs += await addFragment(fragment, { order, number, model, copier, offsetUs }, share)
    if (Number(offsetUs) / 1e6 > order.maxDurationS) {
      const limit = `${order.maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`
      throw new MediaRefusal('ResourceNotSupported', `The whole is longer than ${limit}`)
    }
  }
  copier.finish()
}

interface FragmentCopy {
  readonly order: CopyOrder
  readonly number: number
  /** The streams of the first fragment, whose indexes in the output the others use. */
  readonly model: readonly Stream[]
  readonly copier: StreamCopier
  readonly offsetUs: bigint
}

/** Returns the duration of the fragment in the output, µs. */
async function addFragment(
  { path, startS = 0, durationS }: Fragment,
  { order, number, model, copier, offsetUs }: FragmentCopy,
  report: (share: number) => void,
): Promise<bigint> {
  using media = openMedia(path)
  const streams = streamsOf(media, order, number)
  const endS = durationS === undefined ? undefined : startS + durationS
  using reader = await PacketReader.open(media, { streams, startS, endS }, () => report(0))
  const slots = new Map(streams.map((stream) => [stream.index, alike(stream, model, number)]))
  const yieldToEventLoop = createEventLoopYield(systemClock)
  let lengthUs = 0n
  for (const { packet, stream, timeUs, progress } of reader.packets()) {
    const end = (timeUs ?? 0n) + avRescaleQ(packet.duration, stream.timeBase, MICROSECONDS) - reader.originUs
    const slot = slots.get(stream.index)
    // Samples that only prime a decoder would be heard after another fragment.
    if (slot && (number === 0 || timeUs === undefined || end > 0n))
      copier.write(packet, reader.originUs - offsetUs, { index: slot.index, timeBase: stream.timeBase })
    if (timeUs !== undefined && end > lengthUs) lengthUs = end
    report(progress)
    await yieldToEventLoop()
  }
  if (lengthUs === 0n)
    throw new MediaRefusal('ResourceNotSupported', `Fragment ${number} has nothing that can be copied.`)
  return lengthUs
}

/** Returns the first stream of each requested kind. */
function streamsOf({ format }: OpenMedia, { video, audio }: CopyOrder, number: number): readonly Stream[] {
  const kinds = [...(video ? (['video'] as const) : []), ...(audio ? (['audio'] as const) : [])]
  const found = kinds.flatMap((kind) => bestStream(format, kind) ?? [])
  if (found.length > 0) return found
  throw new MediaRefusal('ResourceNotSupported', `Fragment ${number} has no ${kinds.join(' and no ')}.`)
}

/** Returns the first fragment's stream that this one can continue. */
function alike(stream: Stream, model: readonly Stream[], number: number): Stream {
  const kind = kindOf(stream)
  const found = model.find((candidate) => kindOf(candidate) === kind)
  const difference = found ? differenceOf(stream, found) : `it has ${kind ?? 'data'}`
  if (found && difference === undefined) return found
  throw new MediaRefusal(
    'ResourceNotSupported',
    `DirectConcat can't copy fragment ${number} behind the first one: ${difference ?? ''}. Without DirectConcat ` +
      'fragments are encoded to be alike.',
  )
}

function differenceOf(one: Stream, other: Stream): string | undefined {
  const [a, b] = [one.codecpar, other.codecpar]
  const codecs = [codecNameOf(one), codecNameOf(other)]
  if (codecs[0] !== codecs[1]) return `its codec is ${codecs.join(' instead of ')}`
  if (a.width !== b.width || a.height !== b.height)
    return `it is ${a.width}x${a.height} instead of ${b.width}x${b.height}`
  if (a.sampleRate !== b.sampleRate) return `its sample rate is ${a.sampleRate} instead of ${b.sampleRate}`
  const [own, wanted] = [a.channelLayout.nbChannels, b.channelLayout.nbChannels]
  if (own !== wanted) return `it has ${own} channels instead of ${wanted}`
  return haveSameHeader(a.extradata, b.extradata) ? undefined : 'its encoder was set up differently'
}

/** The container has headers only once; those that begin with a start code are in the packets as well. */
function haveSameHeader(one: Buffer | null, other: Buffer | null): boolean {
  const [a, b] = [one ?? Buffer.alloc(0), other ?? Buffer.alloc(0)]
  const isRepeated = (header: Buffer): boolean => header.length > 3 && header.readUInt16BE(0) === 0
  return a.equals(b) || (isRepeated(a) && isRepeated(b))
}
