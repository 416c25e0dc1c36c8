/** Where one job runs. */
export interface Place {
  /** Whether no other job has run here since this one began. */
  readonly wasAlone: boolean
  /** The job has run; `wentWell`: to its end, as it should. */
  leave(wentWell: boolean): void
}

/**
 * The places for jobs of a worker. After an outage there is one: if a job brought the outage about, it is found out, and
 * none suffers with it. Each job that goes well doubles their number, up to all.
 */
export class Places {
  readonly #most: number
  readonly #taken = new Set<{ wasAlone: boolean }>()
  #limit: number

  constructor(most: number) {
    this.#most = most
    this.#limit = most
  }

  get free(): number {
    return Math.max(0, this.#limit - this.#taken.size)
  }

  startOver(): void {
    this.#limit = 1
  }

  take(): Place {
    const place = {
      wasAlone: this.#taken.size === 0,
      leave: (wentWell: boolean): void => {
        this.#taken.delete(place)
        if (wentWell) this.#limit = Math.min(this.#limit * 2, this.#most)
      },
    }
    this.#taken.add(place)
    if (this.#taken.size > 1) for (const each of this.#taken) each.wasAlone = false
    return place
  }
}
