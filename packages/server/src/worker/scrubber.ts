import { runLoop } from '../base/tasks/loop.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Engine } from '../engine/engine.ts'
import { recheckDamaged, scrub } from '../engine/objects/scrub.ts'
import { Pace } from '../storage/pace.ts'
import type { Storage } from '../storage/storage.ts'

const DAY_MS = 24 * 3_600_000
const LOOK_EVERY_MS = 5 * 60_000
const AGAIN_EVERY_MS = 3_600_000
/** Of one core: half of what it may have. */
const SHARE = 0.01
/**
 * Throttling does not account for what a stream reads ahead while it is paused. At this rate a slow core spends 1.5 % on
 * it, and 5 TB are read in 30 days.
 */
const BYTES_PER_SECOND = 2_000_000

export interface Scrubber {
  readonly engine: Engine
  readonly storage: Storage
  readonly everyDays: number
}

/** Reads all stored bytes once in so many days, slowly, and notes what is damaged, until `signal` aborts. */
export async function runScrubber(
  { engine, storage, everyDays }: Scrubber,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = engine
  const holder = engine.ids.randomHex(16)
  let lookedAgainAt = clock.monotonic()
  await runLoop('scrub', engine.log, signal, async () => {
    const pace = new Pace({ clock, bytesPerSecond: BYTES_PER_SECOND, share: SHARE })
    const spend = (bytes: number): Promise<void> => pace.spend(bytes, signal)
    await scrub({ engine, storage, holder, everyMs: everyDays * DAY_MS, spend }, signal)
    if (clock.monotonic() - lookedAgainAt >= AGAIN_EVERY_MS) {
      lookedAgainAt = clock.monotonic()
      await recheckDamaged({ engine, storage, spend }, signal)
    }
    await sleep(LOOK_EVERY_MS, signal)
  })
}
