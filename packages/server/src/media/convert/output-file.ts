import { AVFMT_GLOBALHEADER, AVFMT_NOFILE, AV_DISPOSITION_DEFAULT } from 'node-av/constants'
import { Dictionary, FormatContext } from 'node-av/lib'
import type { CodecContext, IRational, Packet, Stream } from 'node-av/lib'
import { throwIfFailed } from '../ffmpeg.ts'

export interface OutputFileOptions {
  readonly path: string
  readonly muxer: string
  readonly muxerOptions?: Readonly<Record<string, string>> | undefined
  readonly metadata?: Readonly<Record<string, string>>
}

/** A stream of an output file, and the time base of its packets. */
export interface OutputStream {
  readonly stream: Stream
  readonly timeBase: IRational
}

/** Muxes streams into a file, or files that a muxer writes with it. All streams are added before `begin`. */
export class OutputFile implements Disposable {
  readonly #format = new FormatContext()
  readonly #options: OutputFileOptions
  readonly #isFile: boolean

  constructor(options: OutputFileOptions) {
    this.#options = options
    throwIfFailed(
      this.#format.allocOutputContext2(null, options.muxer, options.path),
      'preparing the output file',
    )
    this.#isFile = this.#format.oformat?.hasFlags(AVFMT_NOFILE) !== true
    if (options.metadata) this.#format.metadata = Dictionary.fromObject(options.metadata)
  }

  /** Whether the container has the headers of encoders. */
  get wantsGlobalHeaders(): boolean {
    return this.#format.oformat?.hasFlags(AVFMT_GLOBALHEADER) === true
  }

  /** Adds a stream for an open encoder. */
  addEncoded(encoder: CodecContext, { tag, metadata }: StreamNotes = {}): OutputStream {
    const stream = this.#newStream(metadata)
    throwIfFailed(stream.codecpar.fromContext(encoder), 'describing an output stream')
    if (tag !== undefined) stream.codecpar.codecTag = tag
    const { num, den } = encoder.timeBase
    stream.timeBase = encoder.timeBase
    if (encoder.framerate.num > 0) stream.avgFrameRate = encoder.framerate
    if (encoder.width > 0) stream.sampleAspectRatio = encoder.sampleAspectRatio
    return { stream, timeBase: { num, den } }
  }

  /** Adds a stream for the packets of `source`. */
  addCopied(source: Stream, { metadata }: StreamNotes = {}): OutputStream {
    const stream = this.#newStream(metadata)
    throwIfFailed(source.codecpar.copy(stream.codecpar), 'describing an output stream')
    // The new container may have another tag for the codec.
    stream.codecpar.codecTag = 0
    const { num, den } = source.timeBase
    stream.timeBase = source.timeBase
    stream.avgFrameRate = source.avgFrameRate
    stream.sampleAspectRatio = source.sampleAspectRatio
    // Muxers refuse a codec that says something else.
    if (source.sampleAspectRatio.num > 0) stream.codecpar.sampleAspectRatio = source.sampleAspectRatio
    return { stream, timeBase: { num, den } }
  }

  begin(): void {
    if (this.#isFile) throwIfFailed(this.#format.openOutputSync(), 'opening the output file')
    for (const [name, value] of Object.entries(this.#options.muxerOptions ?? {}))
      throwIfFailed(this.#format.setOption(name, value), `setting ${name} of the output format`)
    throwIfFailed(this.#format.writeHeaderSync(null), 'writing the header')
  }

  /** Takes over the contents of the packet. */
  write(packet: Packet, { stream, timeBase }: OutputStream): void {
    packet.streamIndex = stream.index
    packet.rescaleTs(timeBase, stream.timeBase)
    packet.pos = -1n
    throwIfFailed(this.#format.interleavedWriteFrameSync(packet), 'writing the output file')
  }

  /** Without it the file is unusable. Write errors are reported here at the latest. */
  finish(): void {
    throwIfFailed(this.#format.writeTrailerSync(), 'writing the end of the file')
    if (this.#isFile) throwIfFailed(this.#format.pb?.error ?? 0, 'writing the output file')
  }

  #newStream(metadata: StreamNotes['metadata']): Stream {
    const stream = this.#format.newStream(null)
    stream.setDisposition(AV_DISPOSITION_DEFAULT)
    if (metadata) stream.metadata = Dictionary.fromObject(metadata)
    return stream
  }

  [Symbol.dispose](): void {
    if (this.#isFile) this.#format.closeOutputSync()
    this.#format.freeContext()
  }
}

export interface StreamNotes {
  readonly tag?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}
