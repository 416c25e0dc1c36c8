import { levelOf, sliceSound, type Sound } from '../reference/sound.ts'

const WINDOW_S = 0.1
/** What is quieter than this is silence. */
const SILENCE_DB = -50
/** An encoder spreads a burst into the silence beside it, up to this. */
const FAINT_DB = -36
const MOST_DB = 1
/** An encoder at its usual bitrate changes single windows by as much, and at its beginning by more. */
const MOST_LOSSY_DB = 2
const MOST_AT_FIRST_DB = 3.5
const FIRST_S = 0.15
/** So many windows of a damaged file may differ for each damage, and at least so many, or that share of them. */
const DAMAGED_WINDOWS = 4
const MANY_WINDOWS = 6
const MANY_SHARE = 0.25
/** At the edges of bursts a window has what one a little earlier or later would have. */
const SHIFT_S = 0.025
const SHIFT_STEP_S = 0.005

export interface SoundRule {
  /** Of a frame of the codec with the longer ones, seconds. */
  readonly frameS: number
  /** In how many places bits are wrong: versions of a decoder make something else of such packets. */
  readonly damages?: number
  /** How much earlier or later it may be, seconds; some hundredths unless given. */
  readonly shiftS?: number
  /** How many windows at joints of recordings may differ. */
  readonly joints?: number
  /** Whether the sound was encoded once more. */
  readonly isLossy?: boolean
  /** How much louder it may be, dB: where channels are mixed, the loudest keeps its level. */
  readonly louderDb?: number
}

/** Returns what is wrong with the length, if anything. */
export function lengthProblem(seenS: number, expectedS: number, frameS: number): string | undefined {
  const differenceS = seenS - expectedS
  if (Math.abs(differenceS) <= Math.max(0.05, frameS) + 0.001) return undefined
  return `${seenS.toFixed(3)} s of sound instead of ${expectedS.toFixed(3)} s`
}

/** Returns how a sound differs from what is expected, if it does. */
export function soundProblem(seen: Sound, expected: Sound, rule: SoundRule): string | undefined {
  return lengthProblem(seen.seconds, expected.seconds, rule.frameS) ?? levelProblem(seen, expected, rule)
}

/** Compares the levels of both channels, as far as both go. */
export function levelProblem(
  seen: Sound,
  expected: Sound,
  { damages = 0, shiftS = SHIFT_S, isLossy = false, joints = 0, louderDb = 0 }: SoundRule,
): string | undefined {
  const endS = Math.min(seen.seconds, expected.seconds)
  const wrong: string[] = []
  for (let fromS = 0; fromS + WINDOW_S <= endS; fromS += WINDOW_S) {
    const window = { fromS, toS: fromS + WINDOW_S }
    const mostLossyDb = fromS < FIRST_S ? MOST_AT_FIRST_DB : MOST_LOSSY_DB
    const mostDb = isLossy ? mostLossyDb : MOST_DB
    const problem = [0, 1].flatMap(
      (channel) => windowProblem({ seen, expected, channel, shiftS, mostDb, louderDb }, window) ?? [],
    )[0]
    if (problem !== undefined) wrong.push(problem)
  }
  const allowed =
    damages > 0 ? Math.max(MANY_WINDOWS, DAMAGED_WINDOWS * damages, (MANY_SHARE * endS) / WINDOW_S) : joints
  if (wrong.length <= allowed) return undefined
  return `${wrong.length} windows of sound differ, the first ${wrong[0] ?? ''}`
}

interface Compared {
  readonly seen: Sound
  readonly expected: Sound
  readonly channel: number
  readonly shiftS: number
  readonly mostDb: number
  readonly louderDb: number
}

function windowProblem(
  { seen, expected, channel, shiftS, mostDb, louderDb }: Compared,
  window: { readonly fromS: number; readonly toS: number },
): string | undefined {
  const level = levelOf(seen, channel, window)
  let [low, high] = [Infinity, -Infinity]
  for (let step = 0; step * SHIFT_STEP_S <= shiftS; step++) {
    for (const byS of [step * SHIFT_STEP_S, -step * SHIFT_STEP_S]) {
      const other = levelOf(expected, channel, { fromS: window.fromS + byS, toS: window.toS + byS })
      low = Math.min(low, other)
      high = Math.max(high, other)
    }
    if (isWithin(level, { low, high: high + louderDb, mostDb })) return undefined
  }
  // Damaged floats may be no numbers; ours are made into silence.
  if (Number.isNaN(high) || high === Infinity) return undefined
  const where = `at ${window.fromS.toFixed(1)} s, channel ${channel}`
  return `${where}: ${level.toFixed(1)} dB instead of ${low.toFixed(1)} to ${high.toFixed(1)} dB`
}

function isWithin(
  level: number,
  { low, high, mostDb }: { readonly low: number; readonly high: number; readonly mostDb: number },
): boolean {
  const isTooLoud = level > Math.max(high + mostDb, FAINT_DB)
  const isTooQuiet = low > SILENCE_DB && level < low - mostDb
  return !isTooLoud && !isTooQuiet
}

/** A sound that follows another one, whose end is known to some hundredths of a second only. */
export function followingProblem(
  seen: Sound,
  expected: Sound,
  { startS, rule }: { readonly startS: number; readonly rule: SoundRule },
): string | undefined {
  let problem: string | undefined
  const mostS = Math.max(0.08, 2 * rule.frameS, (rule.damages ?? 0) > 0 ? 0.25 : 0)
  for (let byS = 0; byS <= mostS; byS += 0.01) {
    for (const atS of byS === 0 ? [startS] : [startS + byS, startS - byS]) {
      const found = levelProblem(sliceSound(seen, atS), expected, rule)
      if (found === undefined) return undefined
      problem ??= found
    }
  }
  return problem === undefined ? undefined : `from ${startS.toFixed(2)} s on: ${problem}`
}
