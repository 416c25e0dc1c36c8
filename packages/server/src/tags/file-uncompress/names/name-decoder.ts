import { decodeCp437 } from './cp437.ts'
import { castVotes, type WesternPage } from './encoding-votes.ts'

/** A name whose encoding the archive does not declare. */
export interface UndeclaredName {
  readonly bytes: Uint8Array
  /** `dos` and `other` are the systems on which a zip was made. */
  readonly packer: 'dos' | 'other' | 'tar'
}

/** Text if its encoding was declared. */
export type RawName = string | UndeclaredName

const PAGES = {
  dos: ['cp437'],
  other: ['cp437', 'windows-1252'],
  tar: ['windows-1252'],
} as const satisfies Record<UndeclaredName['packer'], readonly WesternPage[]>

/**
 * Decodes the names of an archive. Those that are neither declared nor UTF-8 are in the code page of the system that made
 * it, so all are read alike. If they look more like Chinese than like Western words, this is GB 18030, which includes GBK.
 * Otherwise, and for a name that is not valid in it, it is a Western code page, which can decode any bytes.
 */
export class NameDecoder {
  #chinese = 0
  #western = 0
  /** Bytes that are letters in one Western code page, and control characters or graphics in the other. */
  readonly #letters = { cp437: 0, 'windows-1252': 0 }

  /** To be called for each name before the first is decoded. */
  add(name: RawName): void {
    if (typeof name === 'string' || decode(name.bytes, 'utf-8') !== undefined) return
    const { chinese, western } = castVotes(name.bytes, PAGES[name.packer])
    this.#chinese += chinese
    this.#western += western
    for (const byte of name.bytes) {
      if (byte >= 0x80 && byte <= 0xa5) this.#letters.cp437 += 1
      // 0xE1 is a letter in both.
      else if (byte >= 0xc0 && byte !== 0xe1) this.#letters['windows-1252'] += 1
    }
  }

  decode(name: RawName): string {
    if (typeof name === 'string') return name
    const { bytes, packer } = name
    const text = decode(bytes, 'utf-8')
    // Two bytes of GBK are UTF-8 by chance often, three hardly ever.
    const isSurelyUtf8 = bytes.some((byte) => byte >= 0xe0)
    if (text !== undefined && (isSurelyUtf8 || !this.#isChinese)) return text
    const chinese = this.#isChinese ? decode(bytes, 'gb18030') : undefined
    return chinese ?? text ?? this.#decodeWestern(bytes, packer)
  }

  get #isChinese(): boolean {
    return this.#chinese > 0 && this.#chinese >= this.#western
  }

  #decodeWestern(bytes: Uint8Array, packer: UndeclaredName['packer']): string {
    const likelier = this.#letters.cp437 > this.#letters['windows-1252'] ? 'cp437' : 'windows-1252'
    const [page, ...others] = PAGES[packer]
    return (others.length > 0 ? likelier : page) === 'cp437'
      ? decodeCp437(bytes)
      : new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Returns undefined for bytes that are not valid in an encoding. */
export function decode(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
