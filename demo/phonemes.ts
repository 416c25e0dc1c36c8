/** What the mouth does for one sound. */
export interface Phoneme {
  /** ms */
  readonly duration: number
  /** The first three formants, Hz. */
  readonly formants: readonly [number, number, number]
  /** Levels, 0 to 1: the voice, breath through the formants, and hiss at a constriction. */
  readonly voice: number
  readonly breath: number
  readonly hiss: number
  /** Where the hiss has its peak and how wide that is, Hz. */
  readonly hissAt: number
  readonly hissWidth: number
}

const silent = { voice: 0, breath: 0, hiss: 0, hissAt: 4_000, hissWidth: 2_000 }
const NEUTRAL: Phoneme['formants'] = [500, 1_500, 2_500]

function vowel(duration: number, ...formants: [number, number, number]): Phoneme {
  return { ...silent, duration, formants, voice: 1 }
}

function murmur(duration: number, voice: number, ...formants: [number, number, number]): Phoneme {
  return { ...silent, duration, formants, voice }
}

function fricative(options: {
  duration: number
  hiss: number
  at: number
  width: number
  voice?: number
}): Phoneme {
  const { duration, hiss, at, width, voice = 0 } = options
  return { duration, formants: NEUTRAL, voice, breath: 0, hiss, hissAt: at, hissWidth: width }
}

const closure = (voice: number): Phoneme => ({ ...silent, duration: 55, formants: NEUTRAL, voice })
const burst = (hiss: number, at: number): Phoneme => ({
  ...fricative({ duration: 18, hiss, at, width: 1_500 }),
  breath: 0.2,
})

/** Formants of a man's voice, after Peterson and Barney (1952); a plosive is a closure and a burst. */
export const PHONEMES: Readonly<Record<string, readonly Phoneme[]>> = {
  i: [vowel(110, 280, 2_250, 2_950)],
  I: [vowel(75, 400, 1_950, 2_550)],
  e: [vowel(100, 530, 1_840, 2_480)],
  a: [vowel(130, 730, 1_090, 2_440)],
  A: [vowel(120, 660, 1_720, 2_410)],
  o: [vowel(130, 570, 840, 2_410)],
  u: [vowel(115, 310, 870, 2_240)],
  V: [vowel(85, 620, 1_190, 2_390)],
  R: [vowel(105, 490, 1_350, 1_690)],
  w: [murmur(60, 0.6, 300, 650, 2_200)],
  j: [murmur(55, 0.6, 270, 2_150, 2_900)],
  r: [murmur(65, 0.6, 320, 1_080, 1_420)],
  l: [murmur(65, 0.6, 360, 1_050, 2_750)],
  m: [murmur(75, 0.45, 270, 1_050, 2_150)],
  n: [murmur(70, 0.45, 280, 1_600, 2_450)],
  h: [{ ...vowel(60, 550, 1_500, 2_500), voice: 0, breath: 0.5 }],
  s: [fricative({ duration: 105, hiss: 0.5, at: 6_200, width: 2_200 })],
  S: [fricative({ duration: 105, hiss: 0.55, at: 2_900, width: 1_200 })],
  f: [fricative({ duration: 90, hiss: 0.2, at: 7_000, width: 5_000 })],
  z: [fricative({ duration: 80, hiss: 0.25, at: 5_800, width: 2_200, voice: 0.35 })],
  v: [fricative({ duration: 60, hiss: 0.08, at: 6_000, width: 4_000, voice: 0.5 })],
  p: [closure(0), burst(0.3, 1_000)],
  t: [closure(0), burst(0.5, 4_500)],
  k: [closure(0), burst(0.5, 2_000)],
  b: [closure(0.15), burst(0.2, 900)],
  d: [closure(0.15), burst(0.35, 4_000)],
  g: [closure(0.15), burst(0.35, 1_900)],
  ' ': [{ ...silent, duration: 40, formants: NEUTRAL }],
  '.': [{ ...silent, duration: 420, formants: NEUTRAL }],
}
