import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { keyProblem } from '../../protocol/key-problem.ts'
import { LeftOutCounter, type Reason } from './left-out.ts'
import { isDirectoryName, pathOf } from './names/member-name.ts'
import { NameDecoder, type RawName } from './names/name-decoder.ts'
import type { Unpacked } from './params.ts'
import type { UnpackMeter } from './unpack-limits.ts'

export interface Unpacking {
  readonly archive: string
  readonly directory: string
  /** Of all keys. */
  readonly prefix: string
  readonly meter: UnpackMeter
  /** 0–100 */
  readonly report: (percent: number) => void
}

/** Bytes: the longest path of Linux. What is longer is no key in any encoding, and 10,000 such names would fill the memory. */
const LONGEST_NAME = 4096

/**
 * The files that came out of an archive so far. Their names are decoded at the end, as the encoding is told from all of
 * them. As with every unpacker, the last of one name stays.
 */
export class UnpackedFiles {
  readonly #unpacking: Unpacking
  readonly #names = new NameDecoder()
  readonly #leftOut = new LeftOutCounter()
  readonly #members: { readonly name: RawName; readonly file: string }[] = []
  #written = 0

  constructor(unpacking: Unpacking) {
    this.#unpacking = unpacking
  }

  /** Of a member that is left out whatever its name is. */
  leaveOut(reason: Reason, name: RawName): void {
    this.#leftOut.count(reason, this.textOf(name))
  }

  /** Returns the name as far as its encoding is known by now, for messages. */
  textOf(name: RawName): string {
    this.#names.add(name)
    return this.#names.decode(name)
  }

  /** `watch` sees every chunk and may throw. */
  async write(
    name: RawName,
    bytes: AsyncIterable<Uint8Array>,
    watch: (chunk: Uint8Array) => void,
  ): Promise<void> {
    const file = String(++this.#written)
    const output = createWriteStream(path.join(this.#unpacking.directory, file), { flags: 'wx' })
    const closed = finished(output, { readable: false }).catch(() => undefined)
    try {
      await pipeline(
        bytes,
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            watch(chunk)
            yield chunk
          }
        },
        output,
      )
    } finally {
      // Where the bytes break off it may still be on its way to be made, in a folder that is removed then.
      await closed
    }
    this.#keep(name, file)
  }

  finish(): Unpacked {
    const byKey = new Map<string, string>()
    for (const { name, file } of this.#members) {
      const text = this.#names.decode(name)
      // What the packers of Windows end with their own separator.
      if (isDirectoryName(text)) continue
      const place = this.#placeOf(text)
      if (place.kind === 'key') byKey.set(place.key, file)
      else this.#leftOut.count(place.reason, text)
    }
    const files = Array.from(byKey, ([key, file]) => ({ key, file }))
    return { files, leftOut: this.#leftOut.counted }
  }

  #keep(name: RawName, file: string): void {
    const length = typeof name === 'string' ? name.length : name.bytes.length
    if (length > LONGEST_NAME) {
      this.leaveOut('unusable', name)
      return
    }
    this.#names.add(name)
    this.#members.push({ name, file })
  }

  #placeOf(
    name: string,
  ): { readonly kind: 'key'; readonly key: string } | { readonly kind: 'none'; readonly reason: Reason } {
    const relative = pathOf(name)
    if (relative === undefined) return { kind: 'none', reason: 'outside' }
    const key = `${this.#unpacking.prefix}${relative}`
    const isUsable = relative !== '' && keyProblem(key) === undefined
    return isUsable ? { kind: 'key', key } : { kind: 'none', reason: 'unusable' }
  }
}
