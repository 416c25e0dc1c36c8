import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { toDb } from '../loudness/decibels.ts'
import { IntegratedLoudness } from '../loudness/integrated-loudness.ts'
import { LevelFiles } from './level-files.ts'
import { NoiseFloor } from './noise-floor.ts'
import { PeakLevels } from './peak-levels.ts'
import { Spectrogram } from './spectrogram.ts'
import { packTiles } from './tile-file.ts'
import {
  COLUMN_LEVELS,
  levelFile,
  PEAK_LEVELS,
  SHAPE_FILE,
  type ViewFile,
  type ViewMeasures,
  type ViewShape,
} from './view-layout.ts'

/** How often what was made so far becomes visible, ms. */
const VISIBLE_EVERY_MS = 200
/** The first time comes sooner, as somebody waits for it. */
const VISIBLE_FIRST_MS = 50

export interface ViewWriterOptions {
  /** Empty; others may read what is in it meanwhile. */
  readonly directory: string
  readonly shape: ViewShape
  readonly clock: Clock
}

/** Makes the files of a view from sound as it comes. */
export class ViewWriter implements Disposable {
  readonly #options: ViewWriterOptions
  readonly #opened: DisposableStack
  readonly #peakFiles: LevelFiles
  readonly #columnFiles: LevelFiles
  readonly #peaks: PeakLevels
  readonly #spectrogram: Spectrogram
  readonly #loudness: IntegratedLoudness
  readonly #noiseFloor: NoiseFloor
  #visibleAt: number

  constructor(options: ViewWriterOptions) {
    const { directory, shape, clock } = options
    using opening = new DisposableStack()
    this.#options = options
    this.#peakFiles = opening.use(new LevelFiles(directory, { kind: 'peaks', levels: PEAK_LEVELS }))
    this.#columnFiles = opening.use(new LevelFiles(directory, { kind: 'columns', levels: COLUMN_LEVELS }))
    this.#loudness = opening.use(new IntegratedLoudness(shape))
    this.#noiseFloor = new NoiseFloor(shape.sampleRate)
    this.#peaks = new PeakLevels({
      ...shape,
      onBucket: (level, bucket) => this.#peakFiles.append(level, bucket),
    })
    this.#spectrogram = new Spectrogram({
      shape,
      onColumn: (level, column) => this.#columnFiles.append(level, column),
    })
    writeShape(directory, shape)
    this.#visibleAt = clock.monotonic() + VISIBLE_FIRST_MS
    this.#opened = opening.move()
  }

  /** Takes samples of the view's channels, and their mix. */
  push(channels: readonly Float32Array[], mono: Float32Array): void {
    this.#peaks.push(channels)
    this.#spectrogram.push(mono)
    this.#noiseFloor.push(mono)
    this.#loudness.push(channels)
    const now = this.#options.clock.monotonic()
    if (now < this.#visibleAt) return
    this.#flush()
    this.#visibleAt = now + VISIBLE_EVERY_MS
  }

  /** Completes the files `peaks` and `tiles`. `durationS`: exact. */
  finish(durationS: number): ViewMeasures {
    const { directory } = this.#options
    this.#peaks.flush()
    this.#spectrogram.flush()
    this.#flush()
    joinPeaks(directory)
    packTiles(directory, 'tiles' satisfies ViewFile)
    const { samples, peak, clippedSamples } = this.#peaks
    const noiseFloorDb = this.#noiseFloor.finish()
    const lufs = this.#loudness.finish() ?? null
    const peakDb = peak === 0 ? null : Math.round(toDb(peak) * 100) / 100
    return { samples, durationS, lufs, peakDb, noiseFloorDb, clippedSamples }
  }

  #flush(): void {
    this.#peakFiles.flush()
    this.#columnFiles.flush()
  }

  [Symbol.dispose](): void {
    this.#opened.dispose()
  }
}

/** Who reads it finds all of it or none. */
function writeShape(directory: string, shape: ViewShape): void {
  const file = path.join(directory, SHAPE_FILE)
  writeFileSync(`${file}.new`, JSON.stringify(shape), { flag: 'wx' })
  renameSync(`${file}.new`, file)
}

/** The file of peaks is that of each level, from the finest on. */
function joinPeaks(directory: string): void {
  const file = path.join(directory, 'peaks' satisfies ViewFile)
  for (let level = 0; level < PEAK_LEVELS; level++)
    appendFileSync(file, readFileSync(path.join(directory, levelFile('peaks', level))))
}
