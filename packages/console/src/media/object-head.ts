import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../api/api-error.ts'
import { objectPath, send } from '../api/client.ts'
import { kindOf, type MediaKind } from './media-kind.ts'

export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
}

/** What an object is, without its bytes. */
export interface ObjectHead extends ObjectPlace {
  readonly type: string
  readonly kind: MediaKind
  readonly bytes: number
}

/** Rejects with ApiError. */
async function readHead({ bucket, key }: ObjectPlace, signal?: AbortSignal): Promise<ObjectHead> {
  const { headers } = await send(objectPath(bucket, key), { method: 'HEAD', ...(signal && { signal }) })
  const type = headers.get('content-type') ?? ''
  return { bucket, key, type, kind: kindOf(type, key), bytes: Number(headers.get('content-length') ?? 0) }
}

/** The heads of some objects, in their order; `null` for one that is gone. `undefined` until all are known. */
export function useHeads(places: readonly ObjectPlace[]): readonly (ObjectHead | null)[] | undefined {
  const key = JSON.stringify(places.map(({ bucket, key: name }) => [bucket, name]))
  const [known, setKnown] = useState<{ key: string; heads: readonly (ObjectHead | null)[] }>()
  useEffect(() => {
    const leaving = new AbortController()
    const orNull = (error: unknown): null => {
      if (error instanceof ApiError) return null
      throw error
    }
    Promise.all(places.map((place) => readHead(place, leaving.signal).catch(orNull))).then(
      (heads) => setKnown({ key, heads }),
      () => undefined,
    )
    return () => leaving.abort()
  }, [key])
  return known?.key === key ? known.heads : undefined
}
