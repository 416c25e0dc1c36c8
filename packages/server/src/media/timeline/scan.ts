import { AVFMT_GENERIC_INDEX, AV_NOPTS_VALUE } from 'node-av/constants'
import type { Stream } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { mayRestart, PacketSource } from './packet-source.ts'
import { timeOf, toSeconds } from '../ticks.ts'

/** What a stream has by its packets, seconds from the beginning of the file. */
export interface StreamSpan {
  /** Infinity: none of its packets has a time. */
  readonly startS: number
  readonly endS: number
  readonly packets: number
}

export interface Scan {
  /** How often the clock of the recording began anew. */
  readonly jumps: number
  /** By the index of the stream. */
  readonly spans: ReadonlyMap<number, StreamSpan>
  /** Where the last of the streams ends, seconds from the beginning of the file. */
  readonly endS: number
}

const NOTHING: StreamSpan = { startS: Infinity, endS: 0, packets: 0 }

/** Reads all packets of some streams of a file, and decodes none: what its header claims is left aside. */
export async function scanFile(
  path: string,
  streams: readonly number[],
  onStep: () => void = () => undefined,
): Promise<Scan> {
  using media = openMedia(path)
  const wanted = media.format.streams.filter(({ index }) => streams.includes(index))
  using source = new PacketSource(media, wanted)
  const spans = new Map<number, StreamSpan>()
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (let stream = source.read(); stream; stream = source.read()) {
    spans.set(stream.index, extended(spans.get(stream.index) ?? NOTHING, source, stream))
    onStep()
    await yieldToEventLoop()
  }
  return { jumps: source.jumps, spans, endS: Math.max(0, ...Array.from(spans.values(), ({ endS }) => endS)) }
}

/**
 * Whether some streams of a file go on after a time, seconds from its beginning. A header that claims no more is
 * believed, so that only what it claims costs a look at all packets: who decodes them has to count anyway.
 */
export async function isLongerThan(
  media: OpenMedia,
  { streams, limitS }: { readonly streams: readonly number[]; readonly limitS: number },
  onStep: () => void,
): Promise<boolean> {
  if ((media.claimedS ?? 0) <= limitS) return false
  const { endS } = await scanFile(media.path, streams, onStep)
  return endS > limitS
}

/** How far a stream may end from where a header claims it does, s. */
const CLAIM_S = 0.5
/** How far before its claimed end a stream is read, s. */
const TAIL_S = 1

/**
 * Returns the end of a stream, seconds from the file's beginning, if it is about where the header claims it is; undefined:
 * all packets have to be read. Moves the file to its end. Where times are only reckoned from bytes, or may begin anew, a
 * look at the end says nothing.
 */
export function endNear(media: OpenMedia, stream: number, claimedS: number): number | undefined {
  if (mayRestart(media) || hasNoIndex(media)) return undefined
  const wanted = media.format.streams.filter(({ index }) => index === stream)
  using source = new PacketSource(media, wanted)
  if (!source.seek(Math.max(claimedS - TAIL_S, 0))) return undefined
  let span = NOTHING
  for (let read = source.read(); read; read = source.read()) span = extended(span, source, read)
  return Math.abs(span.endS - claimedS) <= CLAIM_S ? span.endS : undefined
}

function hasNoIndex({ format }: OpenMedia): boolean {
  return (Number(format.iformat?.flags ?? 0) & Number(AVFMT_GENERIC_INDEX)) !== 0
}

function extended(span: StreamSpan, { packet }: PacketSource, { timeBase }: Stream): StreamSpan {
  const packets = span.packets + 1
  const time = timeOf(packet)
  if (time === AV_NOPTS_VALUE) return { ...span, packets }
  const startS = toSeconds(time, timeBase)
  const endS = toSeconds(time + packet.duration, timeBase)
  return { startS: Math.min(span.startS, startS), endS: Math.max(span.endS, endS), packets }
}
