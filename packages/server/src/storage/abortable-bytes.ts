/**
 * The same chunks; once `signal` aborts the consumer does not wait for a source that sends nothing. The source is
 * returned in any case.
 */
export async function* abortableBytes(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const iterator = bytes[Symbol.asyncIterator]()
  try {
    let next = await nextOrAbort(iterator, signal)
    while (next.done !== true) {
      yield next.value
      next = await nextOrAbort(iterator, signal)
    }
  } finally {
    // Not awaited: a source that is stuck in a read ends only after it.
    void iterator.return?.().catch(() => undefined)
  }
}

function nextOrAbort(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(asError(signal.reason))
    }
    if (signal.aborted) {
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', abort)
      })
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The operation was aborted.', { cause: reason })
}
