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
  readonly valueOf: (measures: Measures) => string
}

const withUnit = (value: number | null, unit: string): string =>
  value === null ? '–' : `${formatFixed(value, 1)}\u00a0${unit}`

/** What was measured of both, side by side. */
export function MeasuresTable({ before, after }: MeasuresTableProps) {
  const rows: readonly Row[] = [
    { name: t('sound.loudness'), valueOf: ({ lufs }) => withUnit(lufs, 'LUFS') },
    { name: t('sound.noiseFloor'), valueOf: ({ noiseFloorDb }) => withUnit(noiseFloorDb, 'dB') },
    { name: t('sound.peak'), valueOf: ({ peakDb }) => withUnit(peakDb, 'dB') },
    { name: t('sound.clipped'), valueOf: ({ clippedSamples }) => formatNumber(clippedSamples) },
  ]
  const columns: readonly Column<Row>[] = [
    { name: t('sound.measure'), cell: ({ name }) => name },
    { name: t('sound.before'), kind: 'number', cell: ({ valueOf }) => (before ? valueOf(before) : '…') },
    { name: t('sound.after'), kind: 'number', cell: ({ valueOf }) => (after ? valueOf(after) : '…') },
  ]
  return <Table label={t('sound.measures')} columns={columns} rows={rows} keyOf={({ name }) => name} />
}
