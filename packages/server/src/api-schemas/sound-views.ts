import { z } from 'zod'
import { count } from './values.ts'

const seconds = z.number().positive()

/** How far a view is, and what is known of its sound by now. */
export const soundViewSchema = z.object({
  id: z.string().meta({ description: 'The same for the same bytes, so that its files may be cached by it.' }),
  state: z.enum(['waiting', 'making', 'ready']),
  percent: z.number().min(0).max(100),
  sound: z
    .object({
      sampleRate: count.meta({ description: 'Hz.' }),
      fileChannels: count.meta({ description: 'Of the file.' }),
      channels: count.meta({ description: 'Of the peaks, 1 or 2; more than two are shown as their mix.' }),
      expectedS: z.number().nullable().meta({ description: 'The length as the header claims it: a hint.' }),
    })
    .nullable()
    .meta({ description: 'Null until the file is open.' }),
  measures: z
    .object({
      durationS: z.number(),
      lufs: z.number().nullable().meta({
        description:
          'Integrated loudness (EBU R128), mono as one channel; null for silence and below 400 ms.',
      }),
      playedLufs: z.number().nullable().meta({
        description: 'The same as played on two speakers, where mono is twice as loud: compare by this.',
      }),
      peakDb: z.number().nullable().meta({ description: 'The largest sample, dBFS; null for silence.' }),
      noiseFloorDb: z.number().meta({
        description: 'The level of 50 ms that a tenth of the sound stays below, dBFS; -96 or more.',
      }),
      clippedSamples: count.meta({ description: 'Samples at full scale, of all channels.' }),
    })
    .nullable()
    .meta({ description: 'Null until it is ready.' }),
  peaks: z.object({
    levels: z.array(z.object({ seconds, buckets: count })).meta({
      description: 'From the finest on: the length of a bucket, and how many there are now.',
    }),
  }),
  spectrogram: z.object({
    bandsHz: z.array(z.number()).meta({ description: 'The middle of each band, from low to high.' }),
    topHz: z.number().meta({ description: 'The upper edge of the highest band.' }),
    floorDb: z.number().meta({ description: 'What a byte of 0 stands for, dB of a sine of full scale.' }),
    stepDb: z.number().meta({ description: 'From a value of a byte to the next one.' }),
    tileColumns: count,
    levels: z.array(z.object({ seconds, columns: count, tiles: count })).meta({
      description: 'From the finest on: the time from a column to the next one, and how many there are now.',
    }),
  }),
  soundBytes: count.nullable().meta({ description: 'Of the WAVE file of a difference that is ready.' }),
})
