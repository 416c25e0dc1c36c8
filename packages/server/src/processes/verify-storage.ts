import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { OutageError } from '../base/outage.ts'
import { shownBytes } from '../base/show-bytes.ts'
import { showBlobUse } from '../buckets/named-blobs.ts'
import { CommandError } from '../cli/command.ts'
import { assertNoPositionals, readArguments, readInteger } from '../cli/read-arguments.ts'
import { escapeControlCharacters } from '../cli/terminal.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'
import { readSettings } from '../config/read-settings.ts'
import { DATABASE_FILE } from '../db/open-database.ts'
import { openReader } from '../db/open-reader.ts'
import { DatabaseUnreachableError } from '../db/unreachable.ts'
import { verifyBlobs, type FoundDamage, type VerifyProgress } from '../engine/objects/verify-blobs.ts'
import { Pace } from '../storage/pace.ts'
import { openBlobReader } from './open-blob-reader.ts'
import { runProcess } from './refusals.ts'

const RATE_MB = 100
const TELL_EVERY_MS = 1_000

/** `lemnis storage verify`. Gives the exit code: 1 when anything is damaged or missing. */
export function verifyStorage(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    rate: { type: 'string' },
    'data-dir': { type: 'string' },
    json: { type: 'boolean' },
  })
  assertNoPositionals(positionals)
  const rate = readInteger('rate', values.rate, { least: 1, most: 100_000 }) ?? RATE_MB
  const { json = false } = values
  return runProcess(async () => {
    const { service, database, storage } = readSettings(process.env)
    const dataDir = path.resolve(values['data-dir'] ?? service.dataDir)
    const file = path.join(dataDir, DATABASE_FILE)
    await using opened = new AsyncDisposableStack()
    const db = openReader(database, file)
    if (!db) throw new CommandError(`There is no database at ${file}.`)
    const { reader } = opened.use(db)
    const signal = untilInterrupted()
    const pace = new Pace({ clock: systemClock, bytesPerSecond: rate * 1_000_000 })
    const screen = new Screen(json)
    const verified = await verifyBlobs(
      {
        db: reader,
        storage: await openBlobReader({ ...storage, directory: dataDir }, opened),
        spend: (bytes) => pace.spend(bytes, signal),
        onDamage: screen.damage,
        onProgress: screen.progress,
      },
      signal,
    ).catch((error: unknown) => {
      screen.clear()
      if (signal.aborted) throw new CommandError('It was broken off before all blobs were read.')
      const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
      if (!isRefused && !(error instanceof OutageError)) throw error
      throw new DatabaseUnreachableError(`What is needed can't be reached: ${error.message}`, {
        cause: error,
      })
    })
    screen.end(verified)
    const { damaged, missing } = verified
    if (damaged + missing > 0)
      throw new CommandError(`${damaged} blobs are damaged and ${missing} are missing.`)
  })
}

/** What is found, on standard output as it is found; how far it is, on a terminal alone. */
class Screen {
  readonly #json: boolean
  #toldAt = -Infinity

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
    for (const use of uses) this.#line(`${kind.padEnd(8)} ${escapeControlCharacters(showBlobUse(use))}: ${message}`)
  }

  readonly progress = ({ blobs, bytes, share }: VerifyProgress): void => {
    if (!process.stderr.isTTY || systemClock.monotonic() - this.#toldAt < TELL_EVERY_MS) return
    this.#toldAt = systemClock.monotonic()
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
