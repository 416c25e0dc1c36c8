import { Filter, FilterGraph, Frame } from 'node-av/lib'
import type { FilterContext } from 'node-av/lib'
import type { FilterStep } from './display-matrix.ts'
import { throwIfFailed, needsMoreInput } from '../ffmpeg.ts'

/** A chain of video filters, for frames of one format. */
export class FilterChain implements Disposable {
  readonly #graph = new FilterGraph()
  readonly #source: FilterContext
  readonly #sink: FilterContext
  readonly #frame = new Frame()

  /** `sample`: a frame of the same format. */
  constructor(sample: Frame, steps: readonly FilterStep[]) {
    this.#graph.alloc()
    this.#graph.nbThreads = 1
    this.#source = this.#create('buffer', describeFrame(sample))
    let last = this.#source
    for (const [name, args] of steps) last = link(last, this.#create(name, args))
    this.#sink = link(last, this.#create('buffersink'))
    throwIfFailed(this.#graph.configSync(), 'preparing the filters')
    this.#frame.alloc()
  }

  /** Yields the output for a frame, or at the end for `null`; each frame is valid until the next one is requested. */
  *push(frame: Frame | null): Generator<Frame> {
    const copy = frame?.clone() ?? null
    try {
      throwIfFailed(this.#source.buffersrcAddFrameSync(copy), 'filtering')
    } finally {
      copy?.free()
    }
    for (;;) {
      const status = this.#sink.buffersinkGetFrameSync(this.#frame)
      if (needsMoreInput(status)) return
      throwIfFailed(status, 'filtering')
      yield this.#frame
      this.#frame.unref()
    }
  }

  #create(name: string, args?: string): FilterContext {
    const filter = Filter.getByName(name)
    const context =
      filter && this.#graph.createFilter(filter, `${name}${this.#graph.nbFilters}`, args ?? null)
    if (!context) throw new Error(`this FFmpeg can't set up the filter ${name}=${args ?? ''}`)
    return context
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#graph.free()
  }
}

function link(from: FilterContext, to: FilterContext): FilterContext {
  throwIfFailed(from.link(0, to, 0), 'linking the filters')
  return to
}

/** Two frames with the same description can use the same filters. */
export function describeFrame(frame: Frame): string {
  const { num, den } = frame.sampleAspectRatio
  return [
    `video_size=${frame.width}x${frame.height}`,
    `pix_fmt=${frame.format}`,
    'time_base=1/1000',
    `pixel_aspect=${num > 0 && den > 0 ? `${num}/${den}` : '1/1'}`,
    `colorspace=${frame.colorSpace}`,
    `range=${frame.colorRange}`,
  ].join(':')
}
