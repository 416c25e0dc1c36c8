import { darkShare, featureDistance, type FrameFeatures } from '../../media/pictures/frame-features.ts'

export interface Candidate {
  /** Seconds from the beginning of the video. */
  readonly timeS: number
  readonly look: FrameFeatures
}

/** A luma up to which a pixel is dark, and the share of such pixels that makes a picture useless. */
const DARK = 24
const DARK_SHARE = 0.85
/** Below this spread of the luma a picture shows nothing: a fade, a plain card. */
const FLAT = 6
/** Pictures nearer than this show the same, of 255. */
const SAME_DISTANCE = 8
/** A difference to all that is chosen beyond this adds nothing any more, of 255. */
const FAR_DISTANCE = 64
/** How much a picture's being different counts beside its being good. */
const NOVELTY = 1.5

/**
 * Chooses covers, the best first: sharp, neither dark nor flat, like many other pictures of the video, and unlike each
 * other. Fewer than `count` only when there are fewer candidates, or fewer different ones and duplicates are unwanted.
 */
export function chooseCovers(
  candidates: readonly Candidate[],
  { count, deletesDuplicates }: { readonly count: number; readonly deletesDuplicates: boolean },
): readonly Candidate[] {
  const quality = rateAll(candidates)
  const chosen: Candidate[] = []
  const left = new Set(candidates)
  while (chosen.length < count && left.size > 0) {
    const best = bestOf(
      left,
      (candidate) => (quality.get(candidate) ?? 0) + NOVELTY * novelty(candidate, chosen),
    )
    if (!best) break
    left.delete(best)
    if (deletesDuplicates && nearest(best, chosen) < SAME_DISTANCE) continue
    chosen.push(best)
  }
  return chosen
}

function rateAll(candidates: readonly Candidate[]): ReadonlyMap<Candidate, number> {
  const sharpest = Math.max(...candidates.map(({ look }) => Math.log1p(look.sharpness)), 1)
  return new Map(
    candidates.map((candidate) => {
      const { look } = candidate
      const sharpness = Math.log1p(look.sharpness) / sharpest
      const contrast = Math.min(look.contrast / 64, 1)
      // Neither night nor a white page.
      const exposure = 1 - Math.abs(look.brightness - 128) / 128
      const typical = candidates.filter(
        (other) => featureDistance(look, other.look) < FAR_DISTANCE / 2,
      ).length
      const rating = sharpness + contrast + exposure + typical / candidates.length
      return [candidate, isUseless(look) ? rating - 10 : rating]
    }),
  )
}

function isUseless(look: FrameFeatures): boolean {
  return look.contrast < FLAT || darkShare(look, DARK) > DARK_SHARE
}

function novelty(candidate: Candidate, chosen: readonly Candidate[]): number {
  return Math.min(nearest(candidate, chosen), FAR_DISTANCE) / FAR_DISTANCE
}

function nearest({ look }: Candidate, chosen: readonly Candidate[]): number {
  return Math.min(...chosen.map((other) => featureDistance(look, other.look)))
}

function bestOf<T>(values: Iterable<T>, rate: (value: T) => number): T | undefined {
  let best: { readonly value: T; readonly rating: number } | undefined
  for (const value of values) {
    const rating = rate(value)
    if (!best || rating > best.rating) best = { value, rating }
  }
  return best?.value
}
