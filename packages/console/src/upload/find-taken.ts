import { ApiError } from '../api/api-error.ts'
import { objectPath, send } from '../api/client.ts'
import { Slots } from './slots.ts'

const AT_ONCE = 6

/** The keys that have an object already. Rejects with ApiError. */
export async function findTaken(bucket: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const asking = new Slots(AT_ONCE)
  const taken = new Set<string>()
  await Promise.all(
    keys.map((key) =>
      asking.run(async () => {
        if (await exists(bucket, key)) taken.add(key)
      }),
    ),
  )
  return taken
}

async function exists(bucket: string, key: string): Promise<boolean> {
  try {
    await send(objectPath(bucket, key), { method: 'HEAD' })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false
    throw error
  }
}

/** For each key that is taken, one like it that is free. Rejects with ApiError. */
export async function findFree(
  bucket: string,
  taken: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const given = new Set<string>()
  const free = new Map<string, string>()
  for (const key of taken) {
    const candidate = await firstFree(key, async (each) => given.has(each) || (await exists(bucket, each)))
    given.add(candidate)
    free.set(key, candidate)
  }
  return free
}

/** The first of `talk (1).wav`, `talk (2).wav` and so on that is not taken. */
export async function firstFree(key: string, isTaken: (key: string) => Promise<boolean>): Promise<string> {
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  const name = key.slice(folder.length)
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 1; ; number++) {
    const candidate = `${folder}${stem} (${number})${ending}`
    if (!(await isTaken(candidate))) return candidate
  }
}
