/** Calls a function once, when nothing came for a while after the start. */
export class SilenceHint implements Disposable {
  readonly #ms: number
  readonly #say: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, say: () => void) {
    this.#ms = ms
    this.#say = say
  }

  start(): void {
    this.#timer ??= setTimeout(this.#say, this.#ms)
  }

  /** Something came, so that the hint is not needed any more. */
  cancel(): void {
    clearTimeout(this.#timer)
  }

  [Symbol.dispose](): void {
    this.cancel()
  }
}

/** Returns what may be the reason when no callback comes. */
export function adviceOnSilence({
  allJobs,
  filter,
}: {
  readonly allJobs: boolean
  readonly filter: Readonly<Record<string, string | undefined>>
}): string {
  const given = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  )
  const matching = given.length === 0 ? '' : ` Only what matches ${given.join(' ')} is shown.`
  const all = '"lemnis jobs list" shows whether jobs wait or run.'
  if (allJobs) return `no job has ended yet.${matching} ${all}`
  return (
    'no callback came yet. A job has one if its request names an address, as in ' +
    '<CallBack>http://localhost:9000/callback</CallBack>, or if its queue does. ' +
    `With --all-jobs, jobs without one are shown as well.${matching} ${all}`
  )
}
