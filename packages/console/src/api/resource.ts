import { useEffect, useState } from 'preact/hooks'
import { ApiError } from './api-error.ts'
import { get, type Query } from './client.ts'
import { onChange, type Topic } from './changes.ts'

export interface Resource<T> {
  /** The last answer, which stays while a newer one is awaited. */
  readonly data: T | undefined
  readonly error: ApiError | undefined
  readonly isLoading: boolean
  readonly reload: () => void
}

export interface ResourceOptions {
  readonly query?: Query
  /** What it shows: it is asked for again when something of that has changed. */
  readonly topic?: Topic | readonly Topic[]
  /** Of the one thing that it shows. */
  readonly id?: string
  /** Nothing is asked for while it is true. */
  readonly off?: boolean
}

/** What a route of the management API answers, kept up to date while it is shown. */
export function useResource<T>(
  route: string,
  { query, topic, id, off = false }: ResourceOptions = {},
): Resource<T> {
  const key = `${route} ${JSON.stringify(query ?? {})}`
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError }>({ key })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (off) return undefined
    const leaving = new AbortController()
    get<T>(route, query, leaving.signal).then(
      (data) => setState({ key, data }),
      (error: unknown) => {
        if (leaving.signal.aborted || !(error instanceof ApiError)) return
        setState((before) => ({ ...(before.key === key && before), key, error }))
      },
    )
    return () => leaving.abort()
  }, [key, turn, off])
  const reload = (): void => setTurn((before) => before + 1)
  const topics = [topic ?? []].flat()
  useEffect(
    () => (topics.length === 0 || off ? undefined : onChange(topics, reload, id)),
    [topics.join(), id, off],
  )
  const isCurrent = state.key === key
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    isLoading: !off && (!isCurrent || (state.data === undefined && state.error === undefined)),
    reload,
  }
}
