import type { LocalFile, Storage } from './storage.ts'

/** The same storage; `onError` is called with each error that a caller gets, and must not throw. */
export function observedStorage(storage: Storage, onError: (error: unknown) => void): Storage {
  const observe = async <T>(result: Promise<T>): Promise<T> => {
    result.catch(onError)
    return result
  }
  const observeEach = async function* <T>(items: AsyncIterable<T>): AsyncGenerator<T, void> {
    try {
      yield* items
    } catch (error) {
      onError(error)
      throw error
    }
  }
  const observedFile = (file: LocalFile): LocalFile => ({
    path: file.path,
    compare: (signal) => observe(file.compare(signal)),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  })
  return {
    stage: (...of) => observe(storage.stage(...of)),
    keep: (...of) => observe(storage.keep(...of)),
    stageFile: (...of) => observe(storage.stageFile(...of)),
    read: (...of) => storage.read(...of).on('error', onError),
    lend: (...of) => observeEach(storage.lend(...of)),
    compose: (...of) => observe(storage.compose(...of)),
    localFile: async (...of) => observedFile(await observe(storage.localFile(...of))),
    compare: (...of) => observe(storage.compare(...of)),
    delete: (...of) => observe(storage.delete(...of)),
    list: (signal) => observeEach(storage.list(signal)),
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  }
}
