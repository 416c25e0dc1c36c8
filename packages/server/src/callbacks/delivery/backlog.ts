/** What waits in order. Taking the first costs the same however long it is. */
export class Backlog<T> {
  #items: T[] = []
  /** Where it begins: taking from an array's front would move all the rest. */
  #next = 0

  get size(): number {
    return this.#items.length - this.#next
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    const item = this.#items[this.#next]
    if (item === undefined) return undefined
    this.#next += 1
    if (this.#next >= 1_000 && this.#next * 2 >= this.#items.length) {
      this.#items.splice(0, this.#next)
      this.#next = 0
    }
    return item
  }

  /** Takes out everything. */
  drain(): readonly T[] {
    const items = this.#items.slice(this.#next)
    this.#items = []
    this.#next = 0
    return items
  }
}
