import type { ViewMeasures, ViewShape } from '../../media/sound-view/view-layout.ts'

export interface ViewDescription {
  readonly state: 'waiting' | 'making' | 'ready'
  /** 0–100 */
  readonly percent: number
  /** Undefined before the file was opened. */
  readonly shape: ViewShape | undefined
  /** Undefined before the end. */
  readonly measures: ViewMeasures | undefined
  /** There now, of each level. */
  readonly buckets: readonly number[]
  readonly columns: readonly number[]
  /** Of the file of a difference. */
  readonly soundBytes: number | undefined
}

export interface PeakSpan {
  readonly level: number
  /** The first bucket. */
  readonly from: number
  readonly count: number
}

export interface TileName {
  readonly level: number
  readonly tile: number
}

export interface Tile {
  readonly bytes: Buffer
  readonly isGzipped: boolean
}

/** A view that can be looked at: one that is kept, or what there is of one that is being made. */
export interface OpenView {
  readonly id: string
  /** Whether what is read of it will never be another. */
  readonly isReady: boolean
  describe(): Promise<ViewDescription>
  /** The bytes of the buckets that there are of a span. */
  peaks(span: PeakSpan, signal: AbortSignal): Promise<Buffer>
  /** Undefined: there is none. */
  tile(name: TileName, signal: AbortSignal): Promise<Tile | undefined>
}
