import { difference, shownTime, type Picture } from '../reference/pictures.ts'

/** So many moments of a damaged file may show something else for each damage. */
const DAMAGED_MOMENTS = 10

/** Two pictures are alike below this, in steps of 255: neighbours differ by more, and encoders by less. */
export const ALIKE = 7
const STEP_S = 0.1
/** So many may be more or less: a muxer of ffmpeg gives two pictures one time now and then, and one is dropped. */
const MANY_SHARE = 0.02

export interface PictureRule {
  /** Of a frame, seconds. */
  readonly frameS: number
  /** Whether there must be as many as expected. */
  readonly isCounted: boolean
  /** In how many places bits are wrong: versions of a decoder make something else of such pictures. */
  readonly damages?: number
}

/** Returns how pictures differ from what is expected, if they do: in number, or in what is shown when. */
export function picturesProblem(
  seen: readonly Picture[],
  expected: readonly Picture[],
  rule: PictureRule,
): string | undefined {
  const [lastSeen, lastExpected] = [seen.at(-1), expected.at(-1)]
  if (!lastExpected) return undefined
  if (!lastSeen) return `no picture instead of ${expected.length}`
  if (rule.isCounted && Math.abs(seen.length - expected.length) > Math.max(1, MANY_SHARE * expected.length))
    return `${seen.length} pictures instead of ${expected.length}`
  const toleranceS = Math.max(0.05, rule.frameS) + 0.002
  const laterS = lastSeen.timeS - lastExpected.timeS
  // A fixed rate repeats the last picture up to its end.
  if (laterS < -toleranceS - rule.frameS || (rule.isCounted && laterS > toleranceS + rule.frameS))
    return `the last picture at ${lastSeen.timeS.toFixed(2)} s instead of ${lastExpected.timeS.toFixed(2)} s`
  return shownProblem(seen, expected, { toleranceS, allowed: DAMAGED_MOMENTS * (rule.damages ?? 0) })
}

function shownProblem(
  seen: readonly Picture[],
  expected: readonly Picture[],
  { toleranceS, allowed }: { readonly toleranceS: number; readonly allowed: number },
): string | undefined {
  const endS = expected.at(-1)?.timeS ?? 0
  const wrong: string[] = []
  for (let atS = 0; atS <= endS; atS += STEP_S) {
    const shown = shownAt(seen, atS)
    const around = shownAround(expected, atS, toleranceS)
    if (around.length === 0 || isAmong(shown?.pixels, around)) continue
    const told = shown ? `frame ${shownTime(shown.pixels)}` : 'nothing'
    const instead = around.map(({ pixels }) => shownTime(pixels)).slice(0, 3)
    wrong.push(`at ${atS.toFixed(1)} s: ${told} instead of ${instead.join(' or ')}`)
  }
  return wrong.length <= allowed
    ? undefined
    : `${wrong.length} moments show another picture, the first ${wrong[0] ?? ''}`
}

function shownAt(pictures: readonly Picture[], atS: number): Picture | undefined {
  return pictures.findLast(({ timeS }) => timeS <= atS + 0.0005)
}

/** What is shown at some time around a moment; none if nothing may be shown yet. */
export function shownAround(pictures: readonly Picture[], atS: number, toleranceS: number): Picture[] {
  const first = shownAt(pictures, atS - toleranceS)
  if (!first) return []
  return [first, ...pictures.filter(({ timeS }) => timeS > atS - toleranceS && timeS <= atS + toleranceS)]
}

export function isAmong(pixels: Uint8Array | undefined, allowed: readonly Picture[]): boolean {
  return pixels !== undefined && allowed.some((picture) => difference(pixels, picture.pixels) < ALIKE)
}

/** The usual distance of pictures, seconds. */
export function usualDistance(pictures: readonly Picture[]): number {
  const distances = pictures.slice(1).map(({ timeS }, at) => timeS - (pictures[at]?.timeS ?? 0))
  return distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0.04
}

/** When the last picture ends, seconds. */
export function endOfPictures(pictures: readonly Picture[]): number {
  const last = pictures.at(-1)
  return last ? last.timeS + (last.lengthS > 0 ? last.lengthS : usualDistance(pictures)) : 0
}
