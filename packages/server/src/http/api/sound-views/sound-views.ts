import { z } from 'zod'
import { soundViewSchema } from '../../../api-schemas/sound-views.ts'
import { blobOf, findObject } from '../../../buckets/store.ts'
import { COLUMN_LEVELS, PEAK_LEVELS } from '../../../media/sound-view/view-layout.ts'
import type { NamedBlob } from '../../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { requireBucket } from '../require-resource.ts'
import { BinaryAnswer, bytesRoute, noQuery, readRoute } from '../route.ts'
import { serializeView } from './serialize-view.ts'
import { answerOfView, gzippedReply, requireView, soundReply } from './view-bytes.ts'

/** Buckets of one answer. */
const MOST_BUCKETS = 4_096

const whole = (most: number) => z.coerce.number().int().min(0).max(most)

const openRoute = readRoute({
  path: '/sound-views',
  summary:
    'The view of the sound of an object. If there is none, it is made from now on: ask again until it is ready.',
  query: z.strictObject({ bucket: z.string(), key: z.string() }),
  answer: soundViewSchema,
  async handle(context, { signal, query }) {
    const blob = await requireBlob(context, query)
    return serializeView(await context.soundViews.open({ kind: 'view', blob }, signal))
  },
})

const openDifferenceRoute = readRoute({
  path: '/sound-differences',
  summary:
    'What the sound of an object has more than that of another, as a view with a WAVE file; made likewise.',
  query: z.strictObject({
    bucket: z.string(),
    before: z.string().meta({ description: 'The key of the first object.' }),
    afterBucket: z.string().exactOptional().meta({ description: 'The same bucket if it is absent.' }),
    after: z.string().meta({ description: 'The key of the object whose sound is subtracted.' }),
  }),
  answer: soundViewSchema,
  async handle(context, { signal, query: { bucket, before, afterBucket = bucket, after } }) {
    const source = {
      kind: 'difference',
      before: await requireBlob(context, { bucket, key: before }),
      after: await requireBlob(context, { bucket: afterBucket, key: after }),
    } as const
    return serializeView(await context.soundViews.open(source, signal))
  },
})

const viewRoute = readRoute({
  path: '/sound-views/{id}',
  summary: 'A view that is ready or being made.',
  query: noQuery,
  answer: soundViewSchema,
  handle: async (context, { id }) => serializeView(await requireView(context, id)),
})

const peaksRoute = bytesRoute({
  path: '/sound-views/{id}/peaks',
  summary: 'Peaks of a level: those of the buckets that there are by now, from one on.',
  query: z.strictObject({
    level: whole(PEAK_LEVELS - 1),
    from: whole(Number.MAX_SAFE_INTEGER / 2 ** 8).default(0),
    count: whole(MOST_BUCKETS).default(MOST_BUCKETS),
  }),
  answer: new BinaryAnswer(
    'application/octet-stream',
    'For each bucket, for each channel: the least and the largest sample, integers of 16 bits, low byte first.',
  ),
  handle: (context, call) =>
    answerOfView(context, call, async (view) => ({
      status: 200,
      body: await view.peaks(call.query, call.signal),
    })),
})

const tilesRoute = bytesRoute({
  path: '/sound-views/{id}/tiles',
  summary: 'A tile of a level of the spectrogram: its columns that there are by now.',
  query: z.strictObject({ level: whole(COLUMN_LEVELS - 1), tile: whole(1_000_000) }),
  answer: new BinaryAnswer(
    'application/octet-stream',
    'Column after column, a byte for each band from low to high. Gzipped where the client accepts it.',
  ),
  handle: (context, call) =>
    answerOfView(context, call, async (view) => {
      const tile = await view.tile(call.query, call.signal)
      if (!tile) throw new ApiProblem('not_found', `The view ${view.id} has no such tile.`)
      return tile.isGzipped ? gzippedReply(call, tile.bytes) : { status: 200, body: tile.bytes }
    }),
})

const soundRoute = bytesRoute({
  path: '/sound-views/{id}/sound',
  summary: 'The sound of a difference that is ready, or a range of it.',
  query: noQuery,
  answer: new BinaryAnswer('audio/wav', 'A WAVE file: mono, 16 bit.'),
  handle: (context, call) => answerOfView(context, call, (view) => soundReply(context, { view, call })),
})

/** Throws ApiProblem when there is no such object. */
async function requireBlob(
  { db }: ApiContext,
  { bucket: name, key }: { readonly bucket: string; readonly key: string },
): Promise<NamedBlob> {
  const bucket = await requireBucket(db.reader, name)
  const object = await findObject(db.reader, bucket.id, key)
  if (object) return blobOf(object)
  throw new ApiProblem('not_found', `There is no object ${key} in the bucket ${name}.`)
}

export const soundViewRoutes = [openRoute, openDifferenceRoute, viewRoute, peaksRoute, tilesRoute, soundRoute]
