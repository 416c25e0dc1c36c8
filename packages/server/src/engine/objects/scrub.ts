import { findNamedBlob, listNamedBlobs, type NamedBlobRow } from '../../buckets/named-blobs.ts'
import {
  forgetDamage,
  listDamage,
  lockScrub,
  readScrub,
  recordDamage,
  saveScrub,
  type ScrubState,
} from '../../buckets/scrub-store.ts'
import { findDamage } from '../../storage/find-damage.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Engine } from '../engine.ts'

/** How long a process that died keeps others from going on, ms. */
const LEASE_MS = 60_000
/** How often it is written how far it came, ms: what was read since is read again after a crash. */
const KEEP_MS = 15_000
const PAGE = 200
/** The most blobs that one recheck reads. */
const MOST_AGAIN = 100

export interface Scrubbing {
  readonly engine: Engine
  readonly storage: Pick<Storage, 'lend'>
  /** Of this process alone. */
  readonly holder: string
  /** From the start of a round to that of the next one, ms. */
  readonly everyMs: number
  /** Waited for after bytes were read. */
  readonly spend: (bytes: number) => Promise<void>
}

/** Another process reads now: this one did not renew its lease in time. */
class ScrubLostError extends Error {
  override readonly name = 'ScrubLostError'
}

/**
 * Reads all blobs that rows name and notes what is damaged, from where the last process stopped; nothing when a round is
 * not due or another process reads.
 */
export async function scrub(scrubbing: Scrubbing, signal: AbortSignal): Promise<void> {
  const { engine, storage } = scrubbing
  let state = await takeScrub(scrubbing)
  let keptAt = engine.clock.monotonic()
  while (state) {
    const { after } = state
    const page = await listNamedBlobs(engine.db.reader, { after: after ?? '', limit: PAGE })
    for (const blob of page) {
      signal.throwIfAborted()
      const onBytes = async (bytes: number): Promise<void> => {
        await scrubbing.spend(bytes)
        if (engine.clock.monotonic() - keptAt < KEEP_MS || !state) return
        await keepScrub(scrubbing, state)
        keptAt = engine.clock.monotonic()
      }
      const damage = await findDamage(storage, { blob, onBytes }, signal)
      if (damage) await noteDamage(engine, blob, damage.kind)
      state = { ...state, after: blob.id, blobs: state.blobs + 1, bytes: state.bytes + blob.size }
    }
    if (page.length === PAGE) continue
    await endScrub(scrubbing, state)
    return
  }
}

/** Checks again what is noted as damaged: it may have been mended, or no row may name it any more. */
export async function recheckDamaged(
  { engine, storage, spend }: Pick<Scrubbing, 'engine' | 'storage' | 'spend'>,
  signal: AbortSignal,
): Promise<void> {
  for (const { blob_id: id } of await listDamage(engine.db.reader, MOST_AGAIN)) {
    const blob = await findNamedBlob(engine.db.reader, id)
    if (blob && (await findDamage(storage, { blob, onBytes: spend }, signal))) continue
    await engine.db.transact((tx) => forgetDamage(tx, id))
    if (blob) engine.log.info({ blobId: id }, 'stored bytes that were damaged are right again')
  }
}

/** What was deleted while it was read is no damage. */
async function noteDamage(
  engine: Engine,
  { id }: Pick<NamedBlobRow, 'id'>,
  kind: 'damaged' | 'missing',
): Promise<void> {
  await engine.db.transact(async (tx) => {
    if (await findNamedBlob(tx, id))
      await recordDamage(tx, { blob_id: id, kind, found_at: engine.clock.now() })
  })
}

async function takeScrub({ engine, holder, everyMs }: Scrubbing): Promise<ScrubState | undefined> {
  const mayTake = ({ after, began_at, ...state }: ScrubState, now: number): boolean =>
    (state.held_until <= now || state.holder === holder) && (after !== null || began_at + everyMs <= now)
  const found = await readScrub(engine.db.reader)
  // A service at rest writes nothing.
  if (found && !mayTake(found, engine.clock.now())) return undefined
  return engine.db.transact(async (tx) => {
    const now = engine.clock.now()
    const state = await lockScrub(tx, now)
    if (!mayTake(state, now)) return undefined
    const begun = state.after === null ? { ...state, after: '', began_at: now, blobs: 0, bytes: 0 } : state
    const taken = { ...begun, holder, held_until: now + LEASE_MS }
    await saveScrub(tx, taken)
    return taken
  })
}

/** Writes how far it came, and goes on holding it. Throws ScrubLostError. */
async function keepScrub(scrubbing: Scrubbing, state: ScrubState): Promise<void> {
  await save(scrubbing, (now) => ({ ...state, held_until: now + LEASE_MS }))
}

async function endScrub(scrubbing: Scrubbing, state: ScrubState): Promise<void> {
  await save(scrubbing, (now) => ({ ...state, after: null, ended_at: now, held_until: now }))
}

async function save({ engine, holder }: Scrubbing, stateAt: (now: number) => ScrubState): Promise<void> {
  await engine.db.transact(async (tx) => {
    const now = engine.clock.now()
    if ((await lockScrub(tx, now)).holder !== holder)
      throw new ScrubLostError('another process goes on with it')
    await saveScrub(tx, stateAt(now))
  })
}
