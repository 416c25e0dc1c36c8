import type { Measures } from './quality.ts'

/** A clean recording is well kept from here on, dB. */
const WELL_KEPT_DB = 30
/** A hundredth of a dB is rounding, not harm. */
const WORSE_DB = -0.01

/** Prints a line with the means of measures of one kind. */
export function printGroup(name: string, measures: readonly Measures[]): void {
  const noisy = measures.filter((one) => one.kind === 'noisy')
  if (noisy.length > 0) {
    const worse = noisy.filter(({ gain }) => gain < WORSE_DB).length
    const [gain, estoi, lost] = [meanOf(noisy, 'gain'), meanOf(noisy, 'estoi'), meanOf(noisy, 'lost')]
    console.log(
      `${name} gain ${fixed(gain)} dB, ESTOI ${estoi.toFixed(3)}, lost ${(100 * lost).toFixed(1)} %, ` +
        `${worse} of ${noisy.length} made worse`,
    )
  }
  const clean = measures.filter((one) => one.kind === 'clean')
  if (clean.length > 0) {
    const well = clean.filter(({ kept }) => kept >= WELL_KEPT_DB).length
    console.log(
      `${name} kept ${fixed(meanOf(clean, 'kept'))} dB, ${well} of ${clean.length} from ${WELL_KEPT_DB} dB on`,
    )
  }
  const noise = measures.filter((one) => one.kind === 'noise')
  if (noise.length > 0) console.log(`${name} lowered ${fixed(meanOf(noise, 'lowered'))} dB`)
}

function meanOf<K extends string>(measures: readonly Readonly<Record<K, number>>[], key: K): number {
  return measures.reduce((sum, one) => sum + one[key], 0) / measures.length
}

function fixed(value: number): string {
  return value.toFixed(2).padStart(6)
}
