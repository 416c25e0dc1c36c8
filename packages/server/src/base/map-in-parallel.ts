/**
 * What `map` makes of each item, in their order, with so many at once. After a failure no further one begins, and it is
 * only told when those that run have ended.
 */
export async function mapInParallel<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const made: R[] = []
  const waiting = items.entries()
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (const [at, item] of waiting) {
      if (failures.length > 0) return
      try {
        made[at] = await map(item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, work))
  if (failures.length > 0) throw failures[0]
  return made
}
