import path from 'node:path'
import { AudioDecoder } from '../decode.ts'
import { AudioEncoder } from '../encode.ts'
import { SampleQueue } from '../sample-queue.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { openBounded, type MakeTools, type ViewOrder } from './make-view.ts'
import { shapeFor, type ViewFile, type ViewMeasures } from './view-layout.ts'
import { ViewWriter } from './view-writer.ts'

/** Hz; there is nothing to be heard above. */
const HIGHEST_RATE = 48_000
/** Samples that are subtracted at once. */
const BLOCK = 8_192

export interface DifferenceOrder extends Omit<ViewOrder, 'inputPath'> {
  readonly beforePath: string
  readonly afterPath: string
}

/**
 * Writes what the sound of one file has and that of another does not, into the file `sound`: mono, at the rate of the
 * second. Both are mixed and resampled as noise reduction does it. The files of its view are beside it.
 * @throws {MediaRefusal} as `makeView`.
 */
export async function makeDifference(
  { beforePath, afterPath, directory, maxDurationS }: DifferenceOrder,
  { clock, report }: MakeTools,
): Promise<ViewMeasures> {
  using before = await openBounded(beforePath, { maxDurationS, report })
  using after = await openBounded(afterPath, { maxDurationS, report })
  const sampleRate = Math.min(after.stream.codecpar.sampleRate, HIGHEST_RATE)
  const { claimedS } = before
  const shape = { ...shapeFor({ sampleRate, fileChannels: 1 }), ...(claimedS !== undefined && { claimedS }) }
  using one = new AudioDecoder(before, { sampleRate, maxDurationS })
  using other = new AudioDecoder(after, { sampleRate, maxDurationS })
  using encoder = new AudioEncoder({
    path: path.join(directory, 'sound' satisfies ViewFile),
    format: 'wav',
    sampleRate,
  })
  using writer = new ViewWriter({ directory, shape, clock })
  const yieldToEventLoop = createEventLoopYield(clock)
  for (const difference of differences(one, other)) {
    encoder.write(difference)
    writer.push([difference], difference)
    report(Math.min(one.progress, other.progress) * 100)
    await yieldToEventLoop()
  }
  encoder.finish()
  return writer.finish(Math.max(one.decodedS, other.decodedS))
}

/** Yields one sound less the other, each valid until the next one is requested. Where one has ended, it is silent. */
function* differences(one: AudioDecoder, other: AudioDecoder): Generator<Float32Array> {
  const [minuend, subtrahend] = [new Ahead(one), new Ahead(other)]
  for (;;) {
    const length = Math.max(minuend.fill(BLOCK), subtrahend.fill(BLOCK))
    if (length === 0) return
    const difference = new Float32Array(length)
    difference.set(minuend.take(length))
    for (const [n, sample] of subtrahend.take(length).entries()) difference[n] = (difference[n] ?? 0) - sample
    yield difference
  }
}

/** What a decoder has yielded before it is needed. */
class Ahead {
  readonly #queue = new SampleQueue()
  readonly #chunks: Generator<Float32Array, void>

  constructor(decoder: AudioDecoder) {
    this.#chunks = decoder.chunks()
  }

  /** Decodes until there are `count` samples or no more, and returns how many there are of them. */
  fill(count: number): number {
    while (this.#queue.length < count) {
      const next = this.#chunks.next()
      if (next.done === true) break
      this.#queue.push(next.value)
    }
    return Math.min(this.#queue.length, count)
  }

  take(count: number): Float32Array {
    return this.#queue.take(count)
  }
}
