import { shownBytes } from '../../base/show-bytes.ts'
import { MediaRefusal } from '../../media/refusal.ts'

export interface UnpackLimits {
  /** Members of all kinds, directories among them. */
  readonly maxMembers: number
  /** Of all members together. */
  readonly maxBytes: number
  /** Unpacked bytes for each byte of the archive, once there are more than `ratioFreeBytes` of them. */
  readonly maxRatio: number
  readonly ratioFreeBytes: number
}

/** Deflate packs a thousand bytes into one at best; what people pack seldom comes to a hundred. */
export const UNPACK_LIMITS: UnpackLimits = {
  maxMembers: 10_000,
  maxBytes: 20 * 1024 ** 3,
  maxRatio: 200,
  ratioFreeBytes: 256 * 1024 ** 2,
}

/** Counts what comes out of an archive. Its methods throw a MediaRefusal that names the limit. */
export class UnpackMeter {
  readonly #limits: UnpackLimits
  readonly #archiveBytes: number
  #members = 0
  #bytes = 0

  constructor(limits: UnpackLimits, archiveBytes: number) {
    this.#limits = limits
    this.#archiveBytes = archiveBytes
  }

  countMember(): void {
    this.checkMembers(++this.#members)
  }

  /** For a number of members that the archive declares. */
  checkMembers(members: number): void {
    const { maxMembers } = this.#limits
    if (members > maxMembers) throw tooMuch(`more than ${maxMembers} members, the most that are unpacked`)
  }

  countBytes(bytes: number): void {
    this.#bytes += bytes
    const { maxBytes, maxRatio, ratioFreeBytes } = this.#limits
    if (this.#bytes > maxBytes)
      throw tooMuch(`more than ${shownBytes(maxBytes)} in it, the most that is unpacked`)
    if (this.#bytes > ratioFreeBytes && this.#bytes > maxRatio * this.#archiveBytes)
      throw tooMuch(`more than ${maxRatio} times its own size in it, the most that is unpacked`)
  }
}

function tooMuch(what: string): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', `The archive has ${what}.`)
}
