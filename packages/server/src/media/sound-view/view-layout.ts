import { z } from 'zod'

/** Part of the id of a view, and changed with what its files look like: those of other releases are made anew. */
export const VIEW_FORMAT = 1

/** Each level has buckets twice as long as the level before. */
export const PEAK_LEVELS = 13
/** Each level has columns four times as long as the level before. */
export const COLUMN_LEVELS = 5
export const COLUMN_FACTOR = 4
/** Bytes of a column: one for each band of frequencies, from low to high. */
export const BANDS = 128
/** Columns of a tile; the last one of a level has what is left. */
export const TILE_COLUMNS = 512

/** Bytes of the least and of the largest sample of a bucket, of one channel. */
const PEAK_BYTES = 4
const BUCKET_S = 0.008
const COLUMN_S = 0.025
const HIGHEST_HZ = 24_000

/** What is known of a view as soon as its file is open. */
export const ViewShape = z.object({
  /** Hz, of the sound that is looked at. */
  sampleRate: z.int().positive(),
  /** Of the file. */
  fileChannels: z.int().positive(),
  /** Of the peaks: more than two channels are shown as their mix. */
  channels: z.literal([1, 2]),
  /** Samples of a bucket of the finest level. */
  bucketSamples: z.int().positive(),
  /** Samples from a column of the finest level to the next one. */
  columnSamples: z.int().positive(),
  /** Hz at the upper edge of the highest band. */
  topHz: z.number().positive(),
  /** What the header claims of the length, a hint. */
  claimedS: z.number().exactOptional(),
})
export type ViewShape = z.infer<typeof ViewShape>

/** What is known at the end. */
export const ViewMeasures = z.object({
  /** Of each channel. */
  samples: z.int().min(0),
  durationS: z.number().min(0),
  /** Integrated (EBU R128), with mono as one channel; null for silence and for less than 400 ms. */
  lufs: z.number().nullable(),
  /** The largest sample, dB of full scale; null for digital silence. */
  peakDb: z.number().nullable(),
  /** The level that a tenth of the sound stays below, dB of full scale. */
  noiseFloorDb: z.number(),
  /** Samples at full scale, of all channels. */
  clippedSamples: z.int().min(0),
})
export type ViewMeasures = z.infer<typeof ViewMeasures>

export function shapeFor({
  sampleRate,
  fileChannels,
}: Pick<ViewShape, 'sampleRate' | 'fileChannels'>): ViewShape {
  return {
    sampleRate,
    fileChannels,
    channels: fileChannels === 2 ? 2 : 1,
    bucketSamples: Math.max(Math.round(sampleRate * BUCKET_S), 1),
    columnSamples: Math.max(Math.round(sampleRate * COLUMN_S), 1),
    topHz: Math.min(sampleRate / 2, HIGHEST_HZ),
  }
}

export const bucketBytes = ({ channels }: Pick<ViewShape, 'channels'>): number => channels * PEAK_BYTES

/** Samples of a bucket of a level. */
export const bucketLength = ({ bucketSamples }: ViewShape, level: number): number =>
  bucketSamples * 2 ** level

/** Samples from a column of a level to the next one. */
export const columnLength = ({ columnSamples }: ViewShape, level: number): number =>
  columnSamples * COLUMN_FACTOR ** level

/** Buckets of each level, of a view that is complete. */
export function countBuckets(shape: ViewShape, samples: number): readonly number[] {
  return Array.from({ length: PEAK_LEVELS }, (_, level) => Math.ceil(samples / bucketLength(shape, level)))
}

/** Columns of each level, of a view that is complete. */
export function countColumns(shape: ViewShape, samples: number): readonly number[] {
  return Array.from({ length: COLUMN_LEVELS }, (_, level) => Math.ceil(samples / columnLength(shape, level)))
}

export const countTiles = (columns: number): number => Math.ceil(columns / TILE_COLUMNS)

/** The files of a view in its directory, while it is made. */
export const SHAPE_FILE = 'shape.json'
export const levelFile = (kind: 'peaks' | 'columns', level: number): string => `${kind}-${level}`

/** The files of a view that are kept. `sound` is that of a difference. */
export const VIEW_FILES = ['peaks', 'tiles', 'sound'] as const
export type ViewFile = (typeof VIEW_FILES)[number]
