import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Crc64 } from '../crc64.ts'

export async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.byteLength; offset += 65_537) {
    yield await Promise.resolve(bytes.subarray(offset, offset + 65_537))
  }
}

export async function* repeated(chunk: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let turn = 0; turn < times; turn += 1) yield await Promise.resolve(chunk)
}

export async function* failing(bytes: Uint8Array, failure: Error): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes)
  throw failure
}

export async function* stuck(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes)
  // Longer than the test may take; it is the abort that must end the wait.
  await setTimeout(60_000, undefined, { signal, ref: false }).catch(() => undefined)
}

export async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a blob is read as buffers')
    yield chunk
  }
}

export async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(bytesOf(stream)))
}

/** What a consumer has that works on each chunk before it asks for the next. */
export async function collectLent(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks, (chunk) => Buffer.from(chunk)))
}

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

export function crc64(bytes: Uint8Array): string {
  const crc = new Crc64()
  crc.update(bytes)
  return crc.digest()
}
