import type { JobDetailJson } from '../../../server/src/api-schemas/jobs.ts'

/** How pictures are put on a sheet. px but for the counts. */
export interface SpriteLayout {
  readonly columns: number
  readonly lines: number
  readonly margin: number
  readonly padding: number
}

/** When the pictures of a job were taken, as far as its request tells, and how they lie on sheets. */
export interface SnapshotParams {
  readonly mode: string
  readonly startS: number
  readonly intervalS: number | undefined
  readonly count: number
  /** Pictures are left out, so that numbers say nothing of times. */
  readonly skipsBlack: boolean
  readonly fillsCount: boolean
  readonly sprite: SpriteLayout | undefined
}

type Elements = Readonly<Record<string, unknown>>

/** `undefined` for a job of another tag. */
export function readSnapshotParams({ params }: Pick<JobDetailJson, 'params'>): SnapshotParams | undefined {
  const block = inner(params, 'Snapshot')
  if (!block) return undefined
  const sprite = inner(block, 'SpriteSnapshotConfig')
  const interval = numberOf(block, 'TimeInterval')
  return {
    mode: textOf(block, 'Mode') || 'Interval',
    startS: numberOf(block, 'Start') ?? 0,
    intervalS: interval,
    count: numberOf(block, 'Count') ?? 1,
    skipsBlack: textOf(block, 'IsCheckBlack') === 'true',
    fillsCount: textOf(block, 'IsCheckCount') === 'true',
    sprite: sprite && {
      columns: numberOf(sprite, 'Columns') ?? 1,
      lines: numberOf(sprite, 'Lines') ?? 1,
      margin: numberOf(sprite, 'Margin') ?? 0,
      padding: numberOf(sprite, 'Padding') ?? 0,
    },
  }
}

/** The keys of the sheets among the outputs. */
export function spriteKeys({ result }: Pick<JobDetailJson, 'result'>): ReadonlySet<string> {
  const file = inner(inner(inner(result, 'MediaResult'), 'OutputFile'), 'SpriteOutputFile')
  const names = file?.['ObjectName']
  const prefix = file ? textOf(file, 'ObjectPrefix') : ''
  const all = Array.isArray(names) ? names : [names]
  return new Set(all.flatMap((name) => (typeof name === 'string' ? [prefix + name] : [])))
}

/**
 * When the picture of a number, from 0 on, was taken, s; `undefined` where the request does not tell. Without a duration,
 * nothing is known of what is spread evenly.
 */
export function timeOf(number: number, params: SnapshotParams, durationS: number): number | undefined {
  const { mode, startS, intervalS, count, skipsBlack, fillsCount } = params
  if (skipsBlack || mode === 'KeyFrame') return undefined
  const fits = intervalS !== undefined && startS + intervalS * (count - 1) < durationS
  if (mode === 'Average' || (fillsCount && !fits))
    return durationS > 0 ? startS + (number * Math.max(0, durationS - startS)) / count : undefined
  return intervalS === undefined ? undefined : startS + number * intervalS
}

function isElements(value: unknown): value is Elements {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inner(value: unknown, name: string): Elements | undefined {
  const found = isElements(value) ? value[name] : undefined
  return isElements(found) ? found : undefined
}

function textOf(value: Elements, name: string): string {
  const found = value[name]
  return typeof found === 'string' ? found : ''
}

function numberOf(value: Elements, name: string): number | undefined {
  const text = textOf(value, name)
  const number = Number(text)
  return text === '' || !Number.isFinite(number) ? undefined : number
}
