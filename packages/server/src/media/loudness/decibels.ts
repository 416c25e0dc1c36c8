/** Returns the level of an amplitude of full scale 1, dB. */
export function toDb(amplitude: number): number {
  return 20 * Math.log10(amplitude)
}

/** Returns the amplitude, of full scale 1, of a level in dB. */
export function fromDb(db: number): number {
  return 10 ** (db / 20)
}
