import {
  AVERROR_INVALIDDATA,
  AVIO_FLAG_WRITE,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_NEW_EXTRADATA,
} from 'node-av/constants'
import {
  BitStreamFilter,
  BitStreamFilterContext,
  Dictionary,
  FormatContext,
  IOContext,
  Packet,
  avRescaleQ,
} from 'node-av/lib'
import type { IRational, Stream } from 'node-av/lib'
import { aFileOf, CONTAINERS, canContain, type Container, type ContainerName } from '../containers.ts'
import { throwIfFailed, needsMoreInput } from '../ffmpeg.ts'
import { readAdts } from '../adts.ts'
import { changesInside, MediaRefusal } from '../refusal.ts'
import { codecNameOf, kindOf } from '../streams.ts'
import { MICROSECONDS, moveEarlier } from '../ticks.ts'

export function canCopy(name: ContainerName, stream: Stream): boolean {
  const kind = kindOf(stream)
  return kind !== undefined && canContain(name, kind, codecNameOf(stream))
}

/** @throws {MediaRefusal} for a codec that the container does not support, with its name. */
export function requireCopyable(name: ContainerName, stream: Stream): void {
  if (canCopy(name, stream)) return
  throw new MediaRefusal(
    'ResourceNotSupported',
    `The stream ${stream.index} of the input is ${kindOf(stream) ?? 'data'} (${codecNameOf(stream)}), which can't be ` +
      `copied into ${aFileOf(name)}.`,
  )
}

export interface PacketOrigin {
  readonly index: number
  readonly timeBase: IRational
}

/** Containers of AAC in packets that each say their own rate and channels. */
const ADTS_CONTAINERS: readonly ContainerName[] = ['ts', 'aac']
const WITH_INDEX: readonly ContainerName[] = ['mp4', 'mov', 'm4a']

interface Track {
  readonly source: Stream
  readonly stream: Stream
  readonly filter: BitStreamFilterContext | undefined
  /** Whether the container has one rate and number of channels for packets that may have others. */
  readonly isAdts: boolean
  readonly isOgg: boolean
  /** The rate and the channels of the first packet. */
  shape: string | undefined
  lastDts: bigint | undefined
}

/** Copies packets of an open input unchanged into one file. Without `finish` the file is unusable. */
export class StreamCopier implements Disposable {
  readonly #format = new FormatContext()
  readonly #packet = new Packet()
  readonly #tracks = new Map<number, Track>()
  #io: IOContext
  #packets = 0

  /** @throws {MediaRefusal} if the container does not support a stream. */
  constructor(path: string, name: ContainerName, streams: readonly Stream[]) {
    for (const stream of streams) requireCopyable(name, stream)
    const container: Container = CONTAINERS[name]
    throwIfFailed(this.#format.allocOutputContext2(null, container.muxer, path), 'preparing the output file')
    for (const source of streams) this.#tracks.set(source.index, this.#addTrack(source, name))
    this.#io = openForWriting(path)
    this.#format.pb = this.#io
    // The index is at the front, so that a player can begin before the whole file has arrived.
    if (WITH_INDEX.includes(name))
      throwIfFailed(this.#format.setOption('movflags', '+faststart'), 'placing the index')
    // Streams that the table accepts and the muxer rejects, such as a codec without its parameters.
    if (this.#format.writeHeaderSync(null) < 0) throw cannotHold(name)
    this.#packet.alloc()
  }

  /** Packets written so far. */
  get packets(): number {
    return this.#packets
  }

  /**
   * Takes a packet of one of the streams, with times that count from `originUs`. A packet of another file continues
   * where the stream `as.index` ended. The packet remains the caller's.
   */
  write(packet: Packet, originUs: bigint, as?: PacketOrigin): void {
    const track = this.#tracks.get(as?.index ?? packet.streamIndex)
    if (!track) return
    if (track.isAdts) demandSameShape(packet, track)
    const copy = this.#packet
    throwIfFailed(copy.ref(packet), 'copying a packet')
    // Where recordings are joined, Ogg would get the headers of the second one as if they were sound.
    if (track.isOgg && copy.getSideData(AV_PKT_DATA_NEW_EXTRADATA)) copy.freeSideData()
    if (as) copy.rescaleTs(as.timeBase, track.source.timeBase)
    if (!track.filter) {
      this.#writeOwn(track, originUs)
      return
    }
    demandSound(track.filter.sendPacketSync(copy), 'reforming a packet')
    for (;;) {
      const status = track.filter.receivePacketSync(copy)
      if (needsMoreInput(status)) return
      demandSound(status, 'reforming a packet')
      this.#writeOwn(track, originUs)
    }
  }

  #writeOwn(track: Track, originUs: bigint): void {
    const copy = this.#packet
    copy.rescaleTs(track.source.timeBase, track.stream.timeBase)
    const origin = avRescaleQ(originUs, MICROSECONDS, track.stream.timeBase)
    moveEarlier(copy, origin)
    keepRising(copy, track)
    copy.streamIndex = track.stream.index
    copy.pos = -1n
    demandSound(this.#format.interleavedWriteFrameSync(copy), 'writing the output file')
    copy.unref()
    this.#packets++
  }

  /**
   * Continues in another file of the same transport stream, which needs no header of its own but repeats its
   * tables.
   */
  continueIn(path: string): void {
    demandSound(this.#format.interleavedWriteFrameSync(null), 'writing the output file')
    throwIfFailed(this.#format.writeFrameSync(null), 'writing the output file')
    this.#close()
    this.#io = openForWriting(path)
    this.#format.pb = this.#io
    throwIfFailed(this.#format.setOption('mpegts_flags', 'resend_headers'), 'repeating the tables')
  }

  /** Closes the file. Write errors are reported here at the latest. */
  finish(): void {
    demandSound(this.#format.writeTrailerSync(), 'writing the end of the file')
    this.#close()
  }

  #addTrack(source: Stream, name: ContainerName): Track {
    const stream = this.#format.newStream(null)
    const filter = name === 'avi' ? startCodeFilter(source) : undefined
    const parameters = filter?.outputCodecParameters ?? source.codecpar
    throwIfFailed(parameters.copy(stream.codecpar), 'describing the output stream')
    // A tag belongs to its container. HEVC is the exception: Apple's players need the original tag.
    const keepsTag = (name === 'mp4' || name === 'mov') && source.codecpar.codecTagString === 'hvc1'
    if (!keepsTag) stream.codecpar.codecTag = 0
    stream.timeBase = source.timeBase
    stream.avgFrameRate = source.avgFrameRate
    stream.sampleAspectRatio = source.sampleAspectRatio
    // Muxers refuse a codec that says something else.
    if (source.sampleAspectRatio.num > 0) stream.codecpar.sampleAspectRatio = source.sampleAspectRatio
    const language = source.metadata?.get('language')
    if (language) stream.metadata = Dictionary.fromObject({ language })
    const isAdts =
      codecNameOf(source) === 'aac' && source.codecpar.extradataSize === 0 && !ADTS_CONTAINERS.includes(name)
    const isOgg = name === 'ogg' || name === 'opus'
    return { source, stream, filter, isAdts, isOgg, shape: undefined, lastDts: undefined }
  }

  #close(): void {
    this.#io.flushSync()
    throwIfFailed(this.#io.error, 'writing the output file')
    this.#format.pb = null
    throwIfFailed(this.#io.closepSync(), 'closing the output file')
  }

  [Symbol.dispose](): void {
    this.#packet.free()
    for (const { filter } of this.#tracks.values()) filter?.free()
    if (this.#format.pb) {
      this.#format.pb = null
      this.#io.closepSync()
    }
    this.#format.freeContext()
  }
}

/** Other muxers do this by themselves, that of AVI does not: it needs H.264 with start codes instead of lengths. */
function startCodeFilter(source: Stream): BitStreamFilterContext | undefined {
  // ADTS audio would need the header of a packet that is still to come.
  if (codecNameOf(source) === 'aac' && source.codecpar.extradataSize === 0) throw cannotHold('avi')
  if (codecNameOf(source) !== 'h264') return undefined
  const found = BitStreamFilter.getByName('h264_mp4toannexb')
  if (!found) throw new Error('this FFmpeg has no filter h264_mp4toannexb')
  const filter = new BitStreamFilterContext()
  throwIfFailed(filter.alloc(found), 'preparing a filter of packets')
  const parameters = filter.inputCodecParameters
  throwIfFailed(parameters ? source.codecpar.copy(parameters) : -1, 'preparing a filter of packets')
  filter.inputTimeBase = source.timeBase
  demandSound(filter.init(), 'preparing a filter of packets')
  return filter
}

/** Behind the header of the first packet, one of another rate can't be decoded. */
function demandSameShape({ data }: Packet, track: Track): void {
  const header = data && readAdts(data)
  if (!header) return
  const shape = `${header.sampleRate}/${header.channels}`
  track.shape ??= shape
  if (shape !== track.shape) throw changesInside()
}

/** Muxers reject a packet that is not later than the one before; damaged and some old files have such packets. */
function keepRising(packet: Packet, track: Track): void {
  if (packet.dts === AV_NOPTS_VALUE) packet.dts = packet.pts
  if (packet.dts === AV_NOPTS_VALUE) packet.dts = track.lastDts === undefined ? 0n : track.lastDts + 1n
  if (track.lastDts !== undefined && packet.dts <= track.lastDts) packet.dts = track.lastDts + 1n
  if (packet.pts === AV_NOPTS_VALUE || packet.pts < packet.dts) packet.pts = packet.dts
  track.lastDts = packet.dts
}

function openForWriting(path: string): IOContext {
  const io = new IOContext()
  throwIfFailed(io.open2Sync(path, AVIO_FLAG_WRITE), 'opening the output file')
  return io
}

/** Muxers and filters parse the packets that are copied; one that they can't parse was damaged in the input. */
function demandSound(status: number, doing: string): void {
  if (status === AVERROR_INVALIDDATA)
    throw new MediaRefusal('ResourceNotSupported', 'The input is damaged: what it holds can’t be copied.')
  throwIfFailed(status, doing)
}

function cannotHold(name: ContainerName): MediaRefusal {
  return new MediaRefusal(
    'ResourceNotSupported',
    `The streams of the input can't be copied into ${aFileOf(name)}.`,
  )
}
