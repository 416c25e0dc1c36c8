import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** An attempt in flight. */
export interface InFlightEntry {
  readonly callbackId: number
  /** From 1. */
  readonly attempt: number
  /** Ms since 1970. */
  readonly startedAt: number
}

/** Three numbers of 8 bytes; all 0 in a free slot. */
const SLOT_BYTES = 24
const EMPTY = new Uint8Array(SLOT_BYTES)

/**
 * A small file beside the database that has the attempts in flight. After a crash each of them is shown as made, with an
 * unknown outcome. It is written without fsync: that survives a killed process, and a loss of power costs only evidence.
 */
export class InFlightJournal implements Disposable {
  /** The attempts that were in flight when the last process ended. */
  readonly leftovers: readonly InFlightEntry[]
  readonly #descriptor: number
  readonly #record = new Float64Array(3)
  readonly #free: number[] = []
  #slots = 0

  constructor(file: string) {
    this.leftovers = readEntries(file)
    // Truncating would lose the leftovers, and appending would ignore the position of a write.
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  /** To be called when the leftovers are recorded. */
  clear(): void {
    ftruncateSync(this.#descriptor, 0)
  }

  /** Adds an attempt that starts. Returns a function that removes it, to be called when the attempt is recorded. */
  begin({ callbackId, attempt, startedAt }: InFlightEntry): () => void {
    const slot = this.#free.pop() ?? this.#slots++
    this.#record.set([callbackId, attempt, startedAt])
    writeSync(this.#descriptor, this.#record, 0, SLOT_BYTES, slot * SLOT_BYTES)
    return () => {
      writeSync(this.#descriptor, EMPTY, 0, SLOT_BYTES, slot * SLOT_BYTES)
      this.#free.push(slot)
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }
}

function readEntries(file: string): readonly InFlightEntry[] {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = Uint8Array.from(readFileSync(file))
  } catch {
    return []
  }
  const entries: InFlightEntry[] = []
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const [callbackId, attempt, startedAt] = [0, 8, 16].map((offset) => view.getFloat64(at + offset, true))
    if (!isCount(callbackId) || !isCount(attempt) || !isCount(startedAt)) continue
    entries.push({ callbackId, attempt, startedAt })
  }
  return entries
}

/** Invalid entries are skipped: a damaged file must not keep the service from starting. */
function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && value !== undefined && value > 0
}
