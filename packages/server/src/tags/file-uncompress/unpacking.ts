import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { MediaRefusal } from '../../media/refusal.ts'
import { KEY_MAX_BYTES, keyProblem } from '../../protocol/object-key.ts'
import { checkName, decodeName, shownName, type RawName } from './member-name.ts'
import type { UnpackedFile } from './params.ts'
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

/** The files that came out of an archive so far. As with every unpacker, the last of one name stays. */
export class UnpackedFiles {
  readonly #unpacking: Unpacking
  readonly #byKey = new Map<string, string>()
  #written = 0
  #leftOut = 0

  constructor(unpacking: Unpacking) {
    this.#unpacking = unpacking
  }

  get files(): UnpackedFile[] {
    return Array.from(this.#byKey, ([key, file]) => ({ key, file }))
  }

  /** Links, devices and the like, which objects can't be. */
  get leftOut(): number {
    return this.#leftOut
  }

  leaveOut(): void {
    this.#leftOut += 1
  }

  /** Throws a MediaRefusal for a name that can't be unpacked safely; directories are checked and leave nothing. */
  keyOf(rawName: RawName): string {
    const name = decodeName(rawName)
    const key = `${this.#unpacking.prefix}${checkName(name)}`
    const problem = keyProblem(key)
    if (problem === undefined || problem === 'empty') return key
    const reason =
      problem === 'too-long'
        ? `with its prefix, it is longer than the ${KEY_MAX_BYTES} bytes of an object key`
        : 'it has a character that no object key can have'
    throw new MediaRefusal('ResourceNotSupported', `The member ${shownName(name)} can't be kept: ${reason}.`)
  }

  /** `watch` sees every chunk and may throw. */
  async write(
    key: string,
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
    this.#byKey.set(key, file)
  }
}
