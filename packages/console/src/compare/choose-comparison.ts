import type { MediaKind } from '../media/media-kind.ts'

export type ComparisonKind = 'sound' | 'pictures' | 'films' | 'snapshots'

interface Compared {
  readonly input: MediaKind
  /** What the first output is. */
  readonly output: MediaKind
  readonly outputs: number
}

/** How an input and what a job made of it are compared; `undefined`: they are not of one sort. */
export function chooseComparison({ input, output, outputs }: Compared): ComparisonKind | undefined {
  if (input === 'film' && output === 'picture') return 'snapshots'
  // Of several pieces none stands for the whole.
  if (outputs !== 1) return undefined
  if (input === 'picture' && output === 'picture') return 'pictures'
  if ((input === 'film' || input === 'sound') && output === 'sound') return 'sound'
  const isPlayed = output === 'film' || output === 'playlist'
  return (input === 'film' || input === 'sound') && isPlayed ? 'films' : undefined
}
