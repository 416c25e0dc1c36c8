import type { z } from 'zod'
import type { soundViewSchema } from '../../../api-schemas/sound-views.ts'
import { bandCentres } from '../../../media/sound-view/mel-bands.ts'
import { FLOOR_DB, STEP_DB } from '../../../media/sound-view/spectrogram.ts'
import {
  BANDS,
  bucketLength,
  columnLength,
  countTiles,
  TILE_COLUMNS,
  type ViewMeasures,
  type ViewShape,
} from '../../../media/sound-view/view-layout.ts'
import type { OpenView } from '../../sound-views/open-view.ts'

type SoundView = z.input<typeof soundViewSchema>

/** What two speakers that play the same add, dB. */
const TWO_SPEAKERS_DB = 3.01

export async function serializeView(view: OpenView): Promise<SoundView> {
  const { state, percent, shape, measures, buckets, columns, soundBytes } = await view.describe()
  const { topHz = 0, sampleRate = 1 } = shape ?? {}
  return {
    id: view.id,
    state,
    percent,
    sound: shape ? serializeShape(shape) : null,
    measures: shape && measures ? serializeMeasures(measures, shape) : null,
    peaks: {
      levels: buckets.map((there, level) => ({
        seconds: shape ? bucketLength(shape, level) / sampleRate : 1,
        buckets: there,
      })),
    },
    spectrogram: {
      bandsHz: shape ? [...bandCentres({ bands: BANDS, topHz })] : [],
      topHz,
      floorDb: FLOOR_DB,
      stepDb: STEP_DB,
      tileColumns: TILE_COLUMNS,
      levels: columns.map((there, level) => ({
        seconds: shape ? columnLength(shape, level) / sampleRate : 1,
        columns: there,
        tiles: countTiles(there),
      })),
    },
    soundBytes: soundBytes ?? null,
  }
}

function serializeShape({ sampleRate, fileChannels, channels, claimedS }: ViewShape): SoundView['sound'] {
  return { sampleRate, fileChannels, channels, expectedS: claimedS ?? null }
}

function serializeMeasures(
  { durationS, lufs, peakDb, noiseFloorDb, clippedSamples }: ViewMeasures,
  { channels }: ViewShape,
): SoundView['measures'] {
  const playedLufs = lufs === null ? null : lufs + (channels === 1 ? TWO_SPEAKERS_DB : 0)
  return { durationS, lufs, playedLufs, peakDb, noiseFloorDb, clippedSamples }
}
