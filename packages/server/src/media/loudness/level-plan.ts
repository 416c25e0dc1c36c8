import type { Loudness } from './loudness-meter.ts'

/** The highest true peak of an output, dBTP (EBU R128). */
export const HIGHEST_PEAK_DB = -1
/**
 * The most that a quiet recording is raised, dB: about as much as denoising lowers noise. So what is left of it does
 * not become louder than it was, even if there is no voice in the recording.
 */
export const HIGHEST_GAIN_DB = 30
/** How much the gain may make up for what the limiter takes, dB: with more of it, a voice is squashed. */
const MOST_MAKEUP_DB = 6
/** A difference from the target that is not worth another pass, LU. */
const CLOSE_LU = 0.1
/** By how much more than what is missing the gain rises: behind a limiter, the loudness rises by less. */
const MORE = 1.3
/** Passes that may aim at the target. Later ones only lower the output until its peaks are low enough. */
const AIMING_PASSES = 5
/** Space above the peaks that is worth using for loudness, dB. */
const MUCH_SPACE_DB = 0.5
/** How far true peaks are aimed below the highest, dB. */
const SPARE_DB = 0.1

/** How an output is written. */
export interface LevelPlan {
  readonly gainDb: number
  /** What the limiter keeps true peaks below, dBTP. */
  readonly ceilingDb: number
  /** 1 for the first. */
  readonly pass: number
}

export interface LevelTarget {
  readonly lufs: number
  readonly encoder: EncoderTraits
}

/** What an encoder usually does to sound, so that the first pass is often enough. */
export interface EncoderTraits {
  /** dB by which it lowers all of it. */
  readonly lossDb: number
  /** dB by which it raises true peaks. */
  readonly addedPeakDb: number
}

/** Returns the first plan for sound of a loudness, LUFS. */
export function firstPlan({ lufs, encoder }: LevelTarget, soundLufs: number): LevelPlan {
  return {
    gainDb: Math.min(lufs - soundLufs + encoder.lossDb, HIGHEST_GAIN_DB),
    ceilingDb: HIGHEST_PEAK_DB - SPARE_DB - encoder.addedPeakDb,
    pass: 1,
  }
}

/**
 * Returns the next plan, after the output of the last one was measured, or `undefined` if that is good or the best that
 * there is. `first`: the first plan.
 */
export function nextPlan(plan: LevelPlan, first: LevelPlan, missing: Missing): LevelPlan | undefined {
  const pass = plan.pass + 1
  if (pass > AIMING_PASSES) return lowered(plan, missing)
  const highest = Math.min(first.gainDb + MOST_MAKEUP_DB, HIGHEST_GAIN_DB)
  const isClose = Math.abs(missing.lu) <= CLOSE_LU
  const gainDb = isClose ? plan.gainDb : Math.min(plan.gainDb + missing.lu * MORE, highest)
  const ceilingDb = nextCeiling(plan, missing)
  return gainDb === plan.gainDb && ceilingDb === plan.ceilingDb ? undefined : { gainDb, ceilingDb, pass }
}

/** The ceiling falls by what peaks are too high, and rises by half of the space above them that loudness needs. */
function nextCeiling({ ceilingDb }: LevelPlan, { overDb, lu }: Missing): number {
  if (overDb > 0) return ceilingDb - overDb - SPARE_DB
  const isUseful = lu > CLOSE_LU && overDb < -MUCH_SPACE_DB
  return isUseful ? Math.min(ceilingDb - (overDb + SPARE_DB) / 2, HIGHEST_PEAK_DB) : ceilingDb
}

/** The same waves, only lower: their peaks fall by as much. */
function lowered({ gainDb, ceilingDb, pass }: LevelPlan, { overDb }: Missing): LevelPlan | undefined {
  if (overDb <= 0) return undefined
  const lower = overDb + SPARE_DB
  return { gainDb: gainDb - lower, ceilingDb: ceilingDb - lower, pass: pass + 1 }
}

/** What an output is away from what it should be. */
export interface Missing {
  /** By how much its true peak is too high, dB; it is not if this is not above 0. */
  readonly overDb: number
  /** How much louder it should be, LU. */
  readonly lu: number
}

export function missingOf(target: LevelTarget, { lufs, truePeakDb }: Loudness): Missing {
  return { overDb: truePeakDb - HIGHEST_PEAK_DB, lu: lufs === undefined ? 0 : target.lufs - lufs }
}
