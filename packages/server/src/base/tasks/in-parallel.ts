/**
 * Does `work` for each item, with so many at once, taken in their order. After a failure no further one begins, and it is
 * only told when those that run have ended.
 */
export async function eachInParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    try {
      for (let next = await waiting.next(); next.done !== true; next = await waiting.next()) {
        if (failures.length > 0) return
        await work(next.value)
      }
    } catch (error) {
      failures.push(error)
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
}

/** The same for what `map` makes of each item, in their order. */
export async function mapInParallel<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const made: R[] = []
  await eachInParallel(items.entries(), limit, async ([at, item]) => {
    made[at] = await map(item)
  })
  return made
}
