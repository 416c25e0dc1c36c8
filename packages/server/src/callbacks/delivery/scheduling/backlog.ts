/** A FIFO queue. Taking the first item takes the same time however long the queue is. */
export class Backlog<T> {
  #items: T[] = []
  /** The index of the first item: `Array.shift` would move all others. */
  #first = 0

  get size(): number {
    return this.#items.length - this.#first
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    const item = this.#items[this.#first]
    if (item === undefined) return undefined
    this.#first += 1
    if (this.#first >= 1_000 && this.#first * 2 >= this.#items.length) {
      this.#items.splice(0, this.#first)
      this.#first = 0
    }
    return item
  }

  /** Removes and returns all items. */
  drain(): readonly T[] {
    const items = this.#items.slice(this.#first)
    this.#items = []
    this.#first = 0
    return items
  }
}
