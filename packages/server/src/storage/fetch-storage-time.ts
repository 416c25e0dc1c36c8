import type { StorageSettings } from './config.ts'

/** A `Date` header counts whole seconds: this is the middle of what it leaves open. */
const HALF_SECOND_MS = 500

/** The time of an S3 service, ms since 1970, which needs no credentials; `undefined` without S3. */
export async function fetchStorageTime(
  { s3 }: StorageSettings,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!s3) return undefined
  const url = s3.endpoint ?? `https://s3.${s3.region}.amazonaws.com/`
  const { headers } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date + HALF_SECOND_MS
}
