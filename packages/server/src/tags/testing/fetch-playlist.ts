import path from 'node:path'
import type { JobHarness } from './tag-outputs.ts'

/** Returns the path of a playlist on this machine, beside all that it names. */
export async function fetchPlaylist(
  harness: JobHarness,
  key: string,
): Promise<{ readonly list: string; readonly parts: readonly string[] }> {
  const parts = (await harness.bytes(key)).toString().match(/^[^#\n].*$/gm) ?? []
  for (const part of parts)
    await harness.file(path.posix.join(path.posix.dirname(key), decodeURIComponent(part)))
  return { list: await harness.file(key), parts }
}
