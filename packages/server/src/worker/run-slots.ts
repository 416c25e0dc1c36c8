/** Capacity for one running job. */
export interface RunSlot {
  /** Whether no other job has run here since this one began. */
  readonly wasAlone: boolean
  /** The job has run; `wentWell`: to its end, as it should. */
  leave(wentWell: boolean): void
}

/**
 * How many jobs a worker runs at once. After an outage it is one: if a job caused the outage, it is detected, and no
 * other job is affected. Each job that goes well doubles the number, up to all.
 */
export class RunSlots {
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

  take(): RunSlot {
    const slot = {
      wasAlone: this.#taken.size === 0,
      leave: (wentWell: boolean): void => {
        this.#taken.delete(slot)
        if (wentWell) this.#limit = Math.min(this.#limit * 2, this.#most)
      },
    }
    this.#taken.add(slot)
    if (this.#taken.size > 1) for (const each of this.#taken) each.wasAlone = false
    return slot
  }
}
