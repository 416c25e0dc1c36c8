import type { JobState, ShownState } from '../../jobs/states.ts'
import { MOST_WATCHED, type Watched, type WatchedCallback, type WatchedJob } from './read-watched.ts'

/** Two hundred streams each send what is named: where more changes than anybody reads, the rest is not. */
const MOST_NAMED = 25

/** What may have changed between two looks. */
export interface FoundChanges {
  readonly jobs?: {
    readonly changed: readonly {
      readonly id: string
      readonly state: ShownState
      readonly progress: number
    }[]
    readonly isComplete: boolean
  }
  readonly callbacks?: { readonly changed: readonly WatchedCallback[]; readonly isComplete: boolean }
  readonly endpoints?: true
  readonly queues?: true
  readonly workflows?: true
  readonly batches?: true
}

/** Returns what may have changed; `undefined`: nothing has. */
export function compareWatched(before: Watched, after: Watched): FoundChanges | undefined {
  const differs = (name: keyof Watched['marks']): boolean => before.marks[name] !== after.marks[name]
  const jobs = compareJobs(before, after)
  // A queue shows how many of its jobs wait, and a run or a batch how far its jobs are.
  const mayHaveMoved = jobs !== undefined
  const callbacks = compareCallbacks(before, after, differs('replays') || differs('endpoints'))
  const changes: FoundChanges = {
    ...(jobs && { jobs }),
    ...(callbacks && { callbacks }),
    ...(differs('endpoints') && { endpoints: true }),
    ...((mayHaveMoved || differs('queues')) && { queues: true }),
    ...((mayHaveMoved || differs('workflows')) && { workflows: true }),
    ...((mayHaveMoved || differs('batches')) && { batches: true }),
  }
  return Object.keys(changes).length > 0 ? changes : undefined
}

function compareJobs(before: Watched, after: Watched): FoundChanges['jobs'] {
  const changed = [...after.jobs.values()].filter((job) => hasChanged(job, before.jobs.get(job.seq)))
  const newest = Math.max(0, ...before.jobs.keys())
  const stateBefore = ({ seq }: WatchedJob): JobState | undefined =>
    // One that is older than those that were read, and runs now, has waited.
    before.jobs.get(seq)?.stored ?? (seq > newest ? undefined : 'Submitted')
  const explained = (state: JobState): number =>
    changed.filter(({ stored }) => stored === state).length -
    changed.filter((job) => stateBefore(job) === state).length
  // What the changed jobs do not explain happened to others.
  const isComplete =
    changed.length <= MOST_NAMED &&
    after.waiting - before.waiting === explained('Submitted') &&
    after.running - before.running === explained('Running')
  if (changed.length === 0 && isComplete) return undefined
  const named = changed.slice(0, MOST_NAMED)
  return { changed: named.map(({ id, state, progress }) => ({ id, state, progress })), isComplete }
}

function hasChanged({ state, progress }: WatchedJob, before: WatchedJob | undefined): boolean {
  return before?.state !== state || before.progress !== progress
}

function compareCallbacks(before: Watched, after: Watched, haveOthers: boolean): FoundChanges['callbacks'] {
  const added = [...after.callbacks].filter(([mark]) => !before.callbacks.has(mark))
  if (added.length === 0 && !haveOthers) return undefined
  const { newestCallbacks, newestAttempts } = MOST_WATCHED
  const changed = [...new Map(added.map(([, callback]) => [callback.id, callback])).values()]
  const isCut = changed.length > MOST_NAMED || after.callbacks.size >= newestCallbacks + newestAttempts
  return { changed: changed.slice(0, MOST_NAMED), isComplete: !haveOthers && !isCut }
}
