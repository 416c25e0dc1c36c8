import { useEffect, useState } from 'preact/hooks'
import type { z } from 'zod'
import type { soundViewSchema } from '../../../server/src/api-schemas/sound-views.ts'
import { ApiError } from '../api/api-error.ts'
import { get, getBytes, type Query } from '../api/client.ts'

export type SoundView = z.infer<typeof soundViewSchema>

/** A view that grows is asked for so often, and more often before there is anything to draw, ms. */
const GROWING_MS = 400
const EMPTY_MS = 100
/** The service takes as many buckets in a request. */
export const MOST_BUCKETS = 4_096

export interface WatchedView {
  readonly view: SoundView | undefined
  /** Why there is none. */
  readonly problem: string | undefined
}

/** A view of sound, or of a difference, which grows until it is ready. */
export function useSoundView(route: 'sound-views' | 'sound-differences', query: Query): WatchedView {
  const key = JSON.stringify(query)
  const [watched, setWatched] = useState<WatchedView>({ view: undefined, problem: undefined })
  useEffect(() => {
    const leaving = new AbortController()
    void watch(route, query, leaving.signal, setWatched)
    return () => leaving.abort()
  }, [route, key])
  return watched
}

async function watch(
  route: string,
  query: Query,
  signal: AbortSignal,
  tell: (watched: WatchedView) => void,
): Promise<void> {
  try {
    while (!signal.aborted) {
      const view = await get<SoundView>(route, query, signal)
      tell({ view, problem: undefined })
      if (view.state === 'ready') return
      const isEmpty = view.peaks.levels.every(({ buckets }) => buckets === 0)
      await new Promise((resolve) => setTimeout(resolve, isEmpty ? EMPTY_MS : GROWING_MS))
    }
  } catch (error) {
    if (error instanceof ApiError) tell({ view: undefined, problem: error.message })
    else if (!signal.aborted) throw error
  }
}

/** The peaks of a part: for each bucket and channel the least and the largest sample. */
export async function readPeaks(
  id: string,
  part: { readonly level: number; readonly from: number; readonly count: number },
  signal: AbortSignal,
): Promise<Int16Array> {
  return new Int16Array(await getBytes(`sound-views/${id}/peaks`, part, signal))
}

/** A tile of the spectrogram, column by column, a byte for each band from low to high. */
export async function readTile(
  id: string,
  place: { readonly level: number; readonly tile: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Uint8Array(await getBytes(`sound-views/${id}/tiles`, place, signal))
}
