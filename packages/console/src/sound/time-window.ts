/** The part of a recording that is drawn, s. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

const LEAST_S = 0.25

/** The window closer or wider by a factor, around a place that stays where it is. */
export function zoomed(
  { from, to }: TimeWindow,
  factor: number,
  around: number,
  duration: number,
): TimeWindow {
  const length = Math.min(duration, Math.max(LEAST_S, (to - from) * factor))
  const part = Math.max(0, Math.min(1, (around - from) / Math.max(to - from, Number.EPSILON)))
  return within({ from: around - part * length, to: around + (1 - part) * length }, duration)
}

export function moved({ from, to }: TimeWindow, by: number, duration: number): TimeWindow {
  return within({ from: from + by, to: to + by }, duration)
}

/** The window moved into the recording. */
function within({ from, to }: TimeWindow, duration: number): TimeWindow {
  const length = Math.min(to - from, duration)
  const start = Math.max(0, Math.min(from, duration - length))
  return { from: start, to: start + length }
}

/** The finest of the levels, by their seconds, whose parts of the window are no more than `most`. */
export function levelFor(
  levels: readonly { readonly seconds: number }[],
  window: TimeWindow,
  most: number,
): number {
  const at = levels.findIndex(({ seconds }) => (window.to - window.from) / seconds <= most)
  return at === -1 ? Math.max(0, levels.length - 1) : at
}
