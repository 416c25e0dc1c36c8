/** A queue in which jobs wait, as a claim sees it. */
export interface OpenQueue {
  readonly id: number
  readonly running: number
  readonly waiting: number
  readonly maxConcurrent: number
  /** When a job of it was last claimed. */
  readonly claimedAt: number
}

/**
 * Returns how many of `limit` free slots each queue gets, by queue id. Each slot goes to the queue with the fewest
 * running jobs; of equals, to the one that was served longest ago. So a queue of long jobs does not take all workers
 * from one of short jobs, and a long queue does not make a short one wait for its end.
 */
export function fairShares(queues: readonly OpenQueue[], limit: number): ReadonlyMap<number, number> {
  const shares = new Map<number, number>()
  const order = queues.toSorted((a, b) => a.claimedAt - b.claimedAt || a.id - b.id)
  for (let place = 0; place < limit; place += 1) {
    let next: OpenQueue | undefined
    let fewest = Infinity
    for (const queue of order) {
      const share = shares.get(queue.id) ?? 0
      const running = queue.running + share
      if (share >= queue.waiting || running >= queue.maxConcurrent || running >= fewest) continue
      next = queue
      fewest = running
    }
    if (!next) break
    shares.set(next.id, (shares.get(next.id) ?? 0) + 1)
  }
  return shares
}
