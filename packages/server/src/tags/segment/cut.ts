import path from 'node:path'
import type { Stream } from 'node-av/lib'
import { avRescaleQ } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../../media/yield-to-event-loop.ts'
import { aFileOf, CONTAINERS, type Container, type ContainerName } from '../../media/containers.ts'
import { openMedia, type OpenMedia } from '../../media/open-media.ts'
import { cutFlac } from './cut-flac.ts'
import { tooManyPieces, type CutOrder, type CutOutput, type CutWork, type Piece } from './cut-order.ts'
import { probeFile, probeOpen } from '../../media/probe.ts'
import { PacketReader, type SourcePacket } from '../../media/read-packets.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { HeldPackets, type HeldPacket } from './held-packets.ts'
import { StreamCopier, canCopy } from '../../media/convert/remux.ts'
import { kindOf } from '../../media/streams.ts'
import { MICROSECONDS } from '../../media/ticks.ts'

/**
 * Copies the streams of a file into pieces that begin at key frames.
 * @throws {MediaRefusal} when the container can't hold them, or there is nothing to copy.
 */
export async function cutIntoPieces(order: CutOrder, report: (percent: number) => void): Promise<CutOutput> {
  using media = openMedia(order.inputPath)
  const streams = chooseStreams(media, order)
  const pieces = isCutFlac(order)
    ? await cutFlac(streams, { order, report })
    : await copyPieces(media, streams, { order, report })
  const [only, ...more] = pieces
  if (!only) throw new MediaRefusal('ResourceNotSupported', 'The input has nothing that can be copied.')
  const isOneFile = more.length === 0 && !order.continues
  return { pieces, probe: isOneFile ? probeFile(path.join(order.directory, only.name)) : probeOpen(media) }
}

function isCutFlac({ container, pieceS, startS, endS }: CutOrder): boolean {
  return container === 'flac' && (pieceS !== null || startS !== null || endS !== null)
}

async function copyPieces(
  media: OpenMedia,
  streams: readonly Stream[],
  { order, report }: CutWork,
): Promise<readonly Piece[]> {
  const { startS, endS } = order
  const range = { streams, startS: startS ?? 0, endS: endS ?? undefined }
  using reader = await PacketReader.open(media, range, () => report(0))
  using writer = new PieceWriter(reader, streams, order)
  const yieldToEventLoop = createEventLoopYield(systemClock)
  for (const source of reader.packets()) {
    writer.write(source)
    report(source.progress * 100)
    await yieldToEventLoop()
  }
  return writer.finish()
}

/** A container of sound gets one stream, as it can't hold more; the others get all they hold. */
function chooseStreams({ format }: OpenMedia, { container, streamIndex }: CutOrder): readonly Stream[] {
  const { kinds }: Container = CONTAINERS[container]
  const known = format.streams.filter((stream) => kindOf(stream) !== undefined)
  const asked = streamIndex === null ? undefined : known.find(({ index }) => index === streamIndex)
  if (streamIndex !== null && !asked) {
    throw new MediaRefusal(
      'InvalidArgument',
      `The input has no stream ${streamIndex} that TranscodeIndex names.`,
    )
  }
  const fitting = known.filter((stream) => {
    const kind = kindOf(stream)
    if (kind === undefined || !kinds.includes(kind)) return false
    // A subtitle that has no place is left out; a picture or a sound that has none is a refusal.
    if (kind === 'subtitle' && !canCopy(container, stream)) return false
    return asked === undefined || stream === asked || kindOf(asked) !== kind
  })
  const chosen = kinds.includes('video') ? fitting : fitting.slice(0, 1)
  if (chosen.every((stream) => kindOf(stream) === 'subtitle')) {
    throw new MediaRefusal(
      'ResourceNotSupported',
      `The input has no ${kinds.includes('video') ? 'video or audio' : 'audio'} stream for ${aFileOf(container)}.`,
    )
  }
  return chosen
}

/** Begins another piece at the first key frame after each multiple of the pieces' length, as FFmpeg does. */
class PieceWriter implements Disposable {
  readonly #reader: PacketReader
  readonly #streams: readonly Stream[]
  readonly #order: CutOrder
  /** The microsecond at which each piece begins. */
  readonly #begins: bigint[] = []
  #copier: StreamCopier | undefined
  /** The piece before, as long as packets of it may come: other streams may be behind the leading one. */
  #before: StreamCopier | undefined
  /** Packets of other streams that are ahead of the leading one: where it is cut next is not known yet. */
  readonly #ahead = new HeldPackets()
  #leadUs = 0n
  #endUs = 0n

  constructor(reader: PacketReader, streams: readonly Stream[], order: CutOrder) {
    this.#reader = reader
    this.#streams = streams
    this.#order = order
  }

  write(source: SourcePacket): void {
    const { stream, timeUs } = source
    if (!this.#copier) this.#begin(this.#reader.originUs)
    if (timeUs === undefined) this.#writeNow(source)
    else if (stream !== this.#reader.lead) {
      if (this.#order.pieceS !== null && timeUs > this.#leadUs) this.#ahead.hold(source)
      else this.#writeNow(source)
    } else {
      if (timeUs > this.#leadUs) this.#leadUs = timeUs
      for (const held of this.#ahead.release(timeUs)) this.#writeNow(held)
      if (this.#isCut(source)) this.#begin(timeUs)
      this.#writeNow(source)
    }
    for (const held of this.#ahead.releaseTooMany()) this.#writeNow(held)
  }

  #writeNow({ packet, stream, timeUs }: HeldPacket): void {
    const { originUs } = this.#reader
    const beginUs = this.#begins.at(-1) ?? originUs
    const isOfBefore = timeUs !== undefined && timeUs < beginUs && stream !== this.#reader.lead
    if (isOfBefore && this.#before) this.#before.write(packet, this.#begins.at(-2) ?? originUs)
    else this.#copier?.write(packet, this.#order.continues ? originUs : beginUs)
    if (timeUs === undefined) return
    const end = timeUs + avRescaleQ(packet.duration, stream.timeBase, MICROSECONDS)
    if (end > this.#endUs) this.#endUs = end
  }

  finish(): readonly Piece[] {
    for (const held of this.#ahead.releaseAll()) this.#writeNow(held)
    this.#before?.finish()
    this.#copier?.finish()
    return this.#begins.map((begin, number) => {
      const end = this.#begins[number + 1] ?? this.#endUs
      return { name: this.#name(number), durationS: Math.max(Number(end - begin) / 1e6, 0) }
    })
  }

  #isCut({ packet, timeUs = 0n }: SourcePacket): boolean {
    const { pieceS } = this.#order
    if (pieceS === null || !packet.isKeyframe) return false
    const next = BigInt(Math.round(pieceS * 1e6)) * BigInt(this.#begins.length)
    return timeUs - this.#reader.originUs >= next
  }

  #begin(us: bigint): void {
    const { directory, container, continues, maxPieces } = this.#order
    if (this.#begins.length === maxPieces) {
      throw tooManyPieces(maxPieces)
    }
    const file = path.join(directory, this.#name(this.#begins.length))
    this.#begins.push(us)
    if (continues && this.#copier) {
      this.#copier.continueIn(file)
      return
    }
    this.#before?.finish()
    this.#before?.[Symbol.dispose]()
    this.#before = this.#copier
    this.#copier = new StreamCopier(file, container, this.#streams)
  }

  #name(number: number): string {
    return `piece-${number}.${this.#order.container satisfies ContainerName}`
  }

  [Symbol.dispose](): void {
    this.#ahead[Symbol.dispose]()
    this.#before?.[Symbol.dispose]()
    this.#copier?.[Symbol.dispose]()
  }
}
