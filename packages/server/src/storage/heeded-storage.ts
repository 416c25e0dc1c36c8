import type { LocalFile, Storage } from './storage.ts'

/** The same storage; `heed` is told of each error that one of its callers gets, and must not throw. */
export function heededStorage(storage: Storage, heed: (error: unknown) => void): Storage {
  const heeding = async <T>(doing: Promise<T>): Promise<T> => {
    doing.catch(heed)
    return doing
  }
  const heedingEach = async function* <T>(items: AsyncIterable<T>): AsyncGenerator<T, void> {
    try {
      yield* items
    } catch (error) {
      heed(error)
      throw error
    }
  }
  const heededFile = (file: LocalFile): LocalFile => ({
    path: file.path,
    compare: (signal) => heeding(file.compare(signal)),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  })
  return {
    stage: (...of) => heeding(storage.stage(...of)),
    keep: (...of) => heeding(storage.keep(...of)),
    stageFile: (...of) => heeding(storage.stageFile(...of)),
    read: (...of) => storage.read(...of).on('error', heed),
    lend: (...of) => heedingEach(storage.lend(...of)),
    compose: (...of) => heeding(storage.compose(...of)),
    localFile: async (...of) => heededFile(await heeding(storage.localFile(...of))),
    compare: (...of) => heeding(storage.compare(...of)),
    delete: (...of) => heeding(storage.delete(...of)),
    list: (signal) => heedingEach(storage.list(signal)),
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  }
}
