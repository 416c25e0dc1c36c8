/** The stored states. `Pause` is not stored: it is shown for a Submitted job of a Paused queue. */
export const JOB_STATES = ['Submitted', 'Running', 'Success', 'Failed', 'Cancel'] as const
export type JobState = (typeof JOB_STATES)[number]

/** All transitions of a job; a trigger of the database has the same table. */
export const MOVES = {
  Submitted: ['Running', 'Cancel'],
  // Back to Submitted: the lease was lost, the try failed, or a stopping service returned the job.
  Running: ['Submitted', 'Success', 'Failed', 'Cancel'],
  Success: [],
  Failed: [],
  Cancel: [],
} as const satisfies Record<JobState, readonly JobState[]>

/** The shown state of a job. */
export type ShownState = JobState | 'Pause'

export function shownState(state: JobState, queueState: 'Active' | 'Paused'): ShownState {
  return state === 'Submitted' && queueState === 'Paused' ? 'Pause' : state
}
