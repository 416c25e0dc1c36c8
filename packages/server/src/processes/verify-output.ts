import { systemClock } from '../base/clock.ts'
import { shownBytes } from '../base/show-bytes.ts'
import { showBlobUse } from '../buckets/named-blobs.ts'
import { escapeControlCharacters } from '../cli/terminal.ts'
import type { FoundDamage, VerifyProgress } from '../engine/objects/verify-blobs.ts'

const PROGRESS_MS = 1_000

/** Prints damage on standard output as it is found, and the progress on a terminal alone. */
export class VerifyOutput {
  readonly #json: boolean
  #printedAt = -Infinity

  constructor(json: boolean) {
    this.#json = json
  }

  readonly damage = ({ error: { kind, blobId, message }, uses }: FoundDamage): void => {
    this.clear()
    if (this.#json) {
      const objects = uses.map(({ bucket, key, upload_id: uploadId, part }) => ({
        bucket,
        key,
        uploadId,
        part,
      }))
      this.#line(JSON.stringify({ type: kind, blob: blobId, message, objects }))
      return
    }
    for (const use of uses) {
      this.#line(`${kind.padEnd(8)} ${escapeControlCharacters(showBlobUse(use))}: ${message}`)
    }
  }

  readonly progress = ({ blobs, bytes, share }: VerifyProgress): void => {
    const now = systemClock.monotonic()
    if (!process.stderr.isTTY || now - this.#printedAt < PROGRESS_MS) return
    this.#printedAt = now
    process.stderr.write(`\r${Math.floor(share * 100)} %, ${blobs} blobs (${shownBytes(bytes)}) read\u001b[K`)
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  }

  end({ blobs, bytes, damaged, missing }: VerifyProgress): void {
    this.clear()
    this.#line(
      this.#json
        ? JSON.stringify({ type: 'verified', blobs, bytes, damaged, missing })
        : `${blobs} blobs (${shownBytes(bytes)}) read and compared, ${damaged} damaged, ${missing} missing`,
    )
  }

  #line(text: string): void {
    process.stdout.write(`${text}\n`)
  }
}
