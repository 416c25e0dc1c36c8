import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { Packet, Stream } from 'node-av/lib'
import type { OutputFile, OutputStream, StreamNotes } from './output-file.ts'

/** A stream whose packets are copied to the output, from its first key frame on. */
export class CopiedStream implements Disposable {
  readonly source: Stream
  readonly #output: OutputFile
  readonly #stream: OutputStream
  readonly #durationS: number
  #hasBegun = false
  #done = false
  #packets = 0
  #reachedS = 0

  constructor(
    source: Stream,
    output: OutputFile,
    { durationS = Infinity, ...notes }: StreamNotes & { readonly durationS: number | undefined },
  ) {
    this.source = source
    this.#output = output
    this.#stream = output.addCopied(source, notes)
    this.#durationS = durationS
  }

  get isDone(): boolean {
    return this.#done
  }

  get frames(): number {
    return this.#packets
  }

  get reachedS(): number {
    return this.#reachedS
  }

  *take(packet: Packet): Generator<undefined> {
    if (!this.#hasBegun && !packet.isKeyframe) return
    this.#hasBegun = true
    const time = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts
    const { num, den } = this.#stream.timeBase
    if (time !== AV_NOPTS_VALUE) this.#reachedS = (Number(time) * num) / den
    if (this.#reachedS >= this.#durationS) {
      this.#done = true
      return
    }
    this.#packets++
    this.#output.write(packet, this.#stream)
    yield undefined
  }

  *finish(): Generator<undefined> {
    // Nothing is buffered.
  }

  [Symbol.dispose](): void {
    // The stream belongs to the output.
  }
}
