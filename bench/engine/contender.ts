/** One queue under test, with workers in processes of their own. */
export interface Contender extends AsyncDisposable {
  readonly name: string
  /** Puts so many jobs that do nothing into the queue. */
  fill(count: number): Promise<void>
  /** Puts one into it, and resolves when that is acknowledged. */
  submit(number: number): Promise<void>
  /** How many have not ended. */
  open(): Promise<number>
  startWorkers(options: WorkerOptions): Promise<Workers>
}

export interface WorkerOptions {
  readonly processes: number
  /** Hears the number of each job that begins; without it no one is notified. */
  readonly onBegin?: (number: number) => void
}

/** They are ready, and do nothing until they are started. */
export interface Workers extends AsyncDisposable {
  begin(): Promise<void>
}
