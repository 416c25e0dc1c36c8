import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** An attempt that was under way. */
export interface Flight {
  readonly callbackId: number
  /** From 1. */
  readonly attempt: number
  /** Ms since 1970. */
  readonly startedAt: number
}

/** Three numbers of 8 bytes; all 0 in a slot that is free. */
const SLOT_BYTES = 24
const EMPTY = new Uint8Array(SLOT_BYTES)

/**
 * Remembers which attempts are under way, in a small file beside the database, so that after a crash each of them can
 * be shown as what it is: made, with an outcome that nobody knows. It is written without a sync: what the system
 * keeps survives a killed process, and after a loss of power the evidence is all that is missing.
 */
export class FlightLog implements Disposable {
  /** What was under way when the last process ended. */
  readonly leftovers: readonly Flight[]
  readonly #descriptor: number
  readonly #record = new Float64Array(3)
  readonly #free: number[] = []
  #slots = 0

  constructor(file: string) {
    this.leftovers = readFlights(file)
    // Neither truncates, which would lose the leftovers, nor appends, which would ignore the place of a write.
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  }

  /** Once the leftovers are kept elsewhere. */
  clear(): void {
    ftruncateSync(this.#descriptor, 0)
  }

  /** Notes the begin of an attempt; the function it gives notes that its end is recorded. */
  begin({ callbackId, attempt, startedAt }: Flight): () => void {
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

function readFlights(file: string): readonly Flight[] {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = Uint8Array.from(readFileSync(file))
  } catch {
    return []
  }
  const flights: Flight[] = []
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const [callbackId, attempt, startedAt] = [0, 8, 16].map((offset) => view.getFloat64(at + offset, true))
    if (!isCount(callbackId) || !isCount(attempt) || !isCount(startedAt)) continue
    flights.push({ callbackId, attempt, startedAt })
  }
  return flights
}

/** A file that was damaged must not stop a service: what makes no sense is left out. */
function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && value !== undefined && value > 0
}
