/** The function that a reader of each main path begins with: of several names the first that there is. */
export interface MainPath {
  readonly name: string
  /** Functions by name, methods as `Class.method`; older and newer names beside each other. */
  readonly entries: readonly string[]
}

export const MAIN_PATHS: readonly MainPath[] = [
  { name: 'put object', entries: ['putObjectRoute'] },
  { name: 'submit', entries: ['createJobs', 'createJobsRoute'] },
  { name: 'run and finish', entries: ['runClaimed', 'runClaimedJob'] },
  {
    name: 'deliver',
    entries: ['Deliveries.#deliver', 'SenderRun.#deliver', 'Sender.#deliver', 'deliverCallback', 'deliver'],
  },
  { name: 'advance', entries: ['advanceRun', 'advanceWorkflowRun'] },
]
