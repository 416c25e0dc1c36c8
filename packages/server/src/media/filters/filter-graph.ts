import { AVERROR_EOF } from 'node-av/constants'
import { FilterGraph } from 'node-av/lib'
import type { FilterContext, Frame, IRational } from 'node-av/lib'
import { throwIfFailed, needsMoreInput } from '../ffmpeg.ts'

/** The names of a graph's ends, which FFmpeg prefixes with the filter's name. */
const ENDS = {
  video: { source: 'buffer@in', sink: 'buffersink@out' },
  audio: { source: 'abuffer@in', sink: 'abuffersink@out' },
} as const

export interface GraphOptions {
  readonly kind: 'video' | 'audio'
  /** Parameters of the input frames, in the syntax of FFmpeg's `buffer` and `abuffer`. */
  readonly source: string
  /** Chains or whole graphs, in order; each reads `[in]` and writes `[out]` unless it is a plain chain. */
  readonly steps: readonly string[]
  readonly threads: number
}

/** A configured graph of filters with one input and one output. */
export class MediaGraph implements Disposable {
  readonly #graph = new FilterGraph()
  readonly #source: FilterContext
  readonly sink: FilterContext
  readonly timeBase: IRational

  /** Throws if FFmpeg does not know a filter, or a filter does not support the frames. */
  constructor(options: GraphOptions) {
    this.#graph.alloc()
    try {
      this.#graph.nbThreads = options.threads
      throwIfFailed(this.#graph.parsePtr(graphText(options)), 'reading the filters')
      throwIfFailed(this.#graph.configSync(), 'setting up the filters')
      this.#source = this.#find(ENDS[options.kind].source)
      this.sink = this.#find(ENDS[options.kind].sink)
      const { num, den } = this.sink.buffersinkGetTimeBase()
      this.timeBase = { num, den }
    } catch (error) {
      this.#graph.free()
      throw error
    }
  }

  /** Takes over the contents of the frame; null: the end. Returns false if the filters accept no more. */
  push(frame: Frame | null): boolean {
    const status = this.#source.buffersrcAddFrameSync(frame)
    if (status === AVERROR_EOF) return false
    throwIfFailed(status, 'filtering')
    return true
  }

  /** Fills `frame` with the next one that is ready; returns false if there is none. */
  pull(frame: Frame): boolean {
    const status = this.sink.buffersinkGetFrameSync(frame)
    if (needsMoreInput(status)) return false
    throwIfFailed(status, 'filtering')
    return true
  }

  #find(name: string): FilterContext {
    const found = this.#graph.getFilter(name)
    if (!found) throw new Error(`the graph has no ${name}`)
    return found
  }

  [Symbol.dispose](): void {
    this.#graph.free()
  }
}

/** Returns the whole graph in FFmpeg's syntax: source, steps and sink, joined by numbered labels. */
export function graphText({ kind, source, steps }: Omit<GraphOptions, 'threads'>): string {
  const ends = ENDS[kind]
  const joined = steps
    .filter((step) => step !== '')
    .map((step, n) => {
      const whole = step.includes('[in]') ? step : `[in]${step}[out]`
      return whole.replaceAll('[in]', `[j${n}]`).replaceAll('[out]', `[j${n + 1}]`)
    })
  return [`${ends.source}=${source}[j0]`, ...joined, `[j${joined.length}]${ends.sink}`].join(';')
}
