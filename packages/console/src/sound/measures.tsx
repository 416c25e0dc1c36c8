import { formatFixed, formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import { Table, type Column } from '../ui/table.tsx'
import type { SoundView } from './views.ts'

type Measures = NonNullable<SoundView['measures']>

interface MeasuresTableProps {
  readonly before: Measures | null
  readonly after: Measures | null
}

interface Row {
  readonly name: string
  readonly valueOf: (measures: Measures) => number | null
  readonly write: (value: number) => string
  /** Where a difference has a unit of its own. */
  readonly writeChange?: (change: number) => string
}

const withUnit =
  (unit: string) =>
  (value: number): string =>
    `${formatFixed(value, 1)}\u00a0${unit}`

/** What was measured of both, side by side, and by how much it changed. */
export function MeasuresTable({ before, after }: MeasuresTableProps) {
  const rows: readonly Row[] = [
    {
      ...{ name: t('sound.loudness'), valueOf: ({ lufs }) => lufs },
      ...{ write: withUnit('LUFS'), writeChange: withUnit('LU') },
    },
    { name: t('sound.noiseFloor'), valueOf: ({ noiseFloorDb }) => noiseFloorDb, write: withUnit('dB') },
    { name: t('sound.peak'), valueOf: ({ peakDb }) => peakDb, write: withUnit('dB') },
    { name: t('sound.clipped'), valueOf: ({ clippedSamples }) => clippedSamples, write: formatNumber },
  ]
  const columns: readonly Column<Row>[] = [
    { name: t('sound.measure'), cell: ({ name }) => name },
    { name: t('sound.before'), kind: 'number', cell: (row) => writeOf(row, before) },
    { name: t('sound.after'), kind: 'number', cell: (row) => writeOf(row, after) },
    { name: t('sound.change'), kind: 'number', cell: (row) => changeOf(row, before, after) },
  ]
  return <Table label={t('sound.measures')} columns={columns} rows={rows} keyOf={({ name }) => name} />
}

function writeOf({ valueOf, write }: Row, measures: Measures | null): string {
  if (!measures) return '…'
  const value = valueOf(measures)
  return value === null ? '–' : write(value)
}

function changeOf(
  { valueOf, write, writeChange = write }: Row,
  before: Measures | null,
  after: Measures | null,
): string {
  const from = before && valueOf(before)
  const to = after && valueOf(after)
  if (from === null || to === null) return ''
  return to > from ? `+${writeChange(to - from)}` : writeChange(to - from)
}
