interface Span {
  readonly started_at: number | null
  readonly ended_at: number | null
}

/** How many spans overlapped at most; one that begins in the ms in which another ends does not overlap it. */
export function mostAtOnce(spans: readonly Span[]): number {
  const turns = spans.flatMap(({ started_at, ended_at }) =>
    started_at === null || ended_at === null || started_at === ended_at
      ? []
      : [
          { at: started_at, change: 1 },
          { at: ended_at, change: -1 },
        ],
  )
  turns.sort((a, b) => a.at - b.at || a.change - b.change)
  let now = 0
  let most = 0
  for (const { change } of turns) {
    now += change
    most = Math.max(most, now)
  }
  return most
}
