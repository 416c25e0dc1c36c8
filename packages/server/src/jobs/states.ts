/** The stored states. `Pause` is not one: it is how a Submitted job of a Paused queue reads. */
export const JOB_STATES = ['Submitted', 'Running', 'Success', 'Failed', 'Cancel'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Every move a job can make; a trigger of the database holds the same table. */
export const MOVES = {
  Submitted: ['Running', 'Cancel'],
  // Back to Submitted: the lease was lost, the try broke, or the job was handed back at a stop.
  Running: ['Submitted', 'Success', 'Failed', 'Cancel'],
  Success: [],
  Failed: [],
  Cancel: [],
} as const satisfies Record<JobState, readonly JobState[]>

/** How a job's state is shown. */
export type ShownState = JobState | 'Pause'

export function shownState(state: JobState, queueState: 'Active' | 'Paused'): ShownState {
  return state === 'Submitted' && queueState === 'Paused' ? 'Pause' : state
}
