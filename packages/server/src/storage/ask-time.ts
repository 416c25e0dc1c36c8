import type { StorageSettings } from './config.ts'

/** Half of what a `Date` header can't tell: it counts whole seconds. */
const HALF_SECOND_MS = 500

/** What an S3 service says the time is, ms since 1970, which it says to whoever asks; `undefined` without S3. */
export async function askStorageTime(
  { s3 }: StorageSettings,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!s3) return undefined
  const url = s3.endpoint ?? `https://s3.${s3.region}.amazonaws.com/`
  const { headers } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date + HALF_SECOND_MS
}
