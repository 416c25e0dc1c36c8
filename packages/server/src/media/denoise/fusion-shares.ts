import { cleanShare } from './clean-guard.ts'
import type { FusionSums } from './mask-fusion.ts'
import { decibels, ramp, REACH_BLOCKS, sumAround, type Neighbours } from './neighbours.ts'
import type { Shares } from './share-mixer.ts'

/** What RNNoise takes away for 4 s is no speech: hum, or noise alone. */
const CUT_REACH_BLOCKS = 25
/** dB that RNNoise leaves of the mean: from the first on it is cut a little, from the second on wholly. */
const CUT_DB = { from: -14, to: -20 } as const
/** RNNoise needs a moment to know a voice: of a single word it says nothing. */
const FEW_BLOCKS = { from: 12, to: 25 } as const
/** A removal of so many dB over what is kept is noise only, and is not lifted. */
const NOISE_ONLY_DB = { from: -9, to: -5 } as const

/** How many dB more a lifted mask has to keep, and fewer to remove, before it is taken: a little, and wholly. */
export interface LiftRange {
  readonly from: number
  readonly to: number
}
export const BALANCED_LIFT: LiftRange = { from: 2.5, to: 4.5 }
export const BEST_LIFT: LiftRange = { from: 1, to: 2 }

const CLEAN = { from: 28, to: 34 } as const

/**
 * Returns the shares of the three spectra of a block, by what engines agree on around it. Where the mean removes far more
 * than the engines would alone, as in rooms whose echoes DTLN takes for noise, the lifted one is taken.
 */
export function fusionShares(around: Neighbours<FusionSums>, lift: LiftRange): Shares {
  const sum = (valueOf: (sums: FusionSums) => number, reach = REACH_BLOCKS): number =>
    sumAround(around, reach, valueOf)
  const left = decibels(
    sum(({ cut }) => cut, CUT_REACH_BLOCKS),
    sum(({ mean }) => mean, CUT_REACH_BLOCKS),
  )
  const cut = ramp(left, CUT_DB.from, CUT_DB.to) * ramp(around.blocks.length, FEW_BLOCKS.from, FEW_BLOCKS.to)
  const [kept, removed] = [sum((sums) => sums.kept), sum((sums) => sums.removed)]
  const more = decibels(
    sum(({ liftedKept }) => liftedKept),
    kept,
  )
  const less = decibels(
    removed,
    sum(({ liftedRemoved }) => liftedRemoved),
  )
  const hasVoice = ramp(decibels(kept, removed), NOISE_ONLY_DB.from, NOISE_ONLY_DB.to)
  const lifted = ramp(more + less, lift.from, lift.to) * hasVoice
  return {
    lines: [(1 - lifted) * (1 - cut), (1 - lifted) * cut, lifted],
    clean: cleanShare(around, ({ clean }) => clean, CLEAN),
  }
}
