export interface BatcherOptions {
  /** Items of one batch at most; any number unless given. */
  readonly maxSize?: number
  /** How long a batch that is not full waits for more; one turn of the event loop unless given. */
  readonly gather?: { readonly ms: number; readonly full: number }
}

/** Hands on what comes at about the same time together, one batch after the other. */
export class Batcher<Item> {
  readonly #work: (batch: readonly Item[]) => Promise<void>
  readonly #options: BatcherOptions
  #waiting: Item[] = []
  #working: Promise<void> | undefined
  #endGathering: (() => void) | undefined

  /** `work` tells the fate of its items by itself, and must not reject. */
  constructor(work: (batch: readonly Item[]) => Promise<void>, options: BatcherOptions = {}) {
    this.#work = work
    this.#options = options
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (this.#isFull()) this.#endGathering?.()
    this.#working ??= this.#run()
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      await this.#work(this.#waiting.splice(0, this.#options.maxSize ?? this.#waiting.length))
    }
    this.#working = undefined
  }

  #isFull(): boolean {
    const { gather } = this.#options
    return gather !== undefined && this.#waiting.length >= gather.full
  }

  #gather(): Promise<void> {
    const { gather } = this.#options
    return new Promise((resolve) => {
      if (!gather) {
        setImmediate(resolve)
        return
      }
      if (this.#isFull()) {
        resolve()
        return
      }
      const end = (): void => {
        clearTimeout(timer)
        this.#endGathering = undefined
        resolve()
      }
      const timer = setTimeout(end, gather.ms)
      this.#endGathering = end
    })
  }
}
