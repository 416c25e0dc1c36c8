import { outageOf, type OutageError } from '../base/outage.ts'
import type { Storage } from './storage.ts'

/** The same storage; `report` is told of each outage that it meets. */
export function reportingStorage(storage: Storage, report: (outage: OutageError) => void): Storage {
  const heed = (error: unknown): void => {
    const outage = outageOf(error)
    if (outage) report(outage)
  }
  const heeding = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      heed(error)
      throw error
    }
  }
  return {
    stage: (...of) => heeding(storage.stage(...of)),
    keep: (...of) => heeding(storage.keep(...of)),
    stageFile: (...of) => heeding(storage.stageFile(...of)),
    read: (...of) => storage.read(...of).once('error', heed),
    compose: (...of) => heeding(storage.compose(...of)),
    async localFile(...of) {
      const file = await heeding(storage.localFile(...of))
      return { ...file, compare: (signal) => heeding(file.compare(signal)) }
    },
    compare: (...of) => heeding(storage.compare(...of)),
    delete: (...of) => heeding(storage.delete(...of)),
    async *list(signal) {
      try {
        yield* storage.list(signal)
      } catch (error) {
        heed(error)
        throw error
      }
    },
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  }
}
