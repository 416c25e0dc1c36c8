import { useState } from 'preact/hooks'
import { t } from '../i18n/language.ts'
import { Table, type Column } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import type { ChartProps } from './chart-props.ts'

interface Step {
  readonly at: string
  readonly values: readonly (number | null)[]
}

/** The steps of a chart in which something was, the newest first. */
export function ChartTable({ title, from, stepS, series, format }: ChartProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('chart.table')}</summary>
      {isOpen && (
        <div class="chart-table" tabIndex={0} role="group" aria-label={title}>
          <Table
            label={title}
            columns={[
              { name: t('chart.time'), cell: ({ at }: Step) => <Time at={at} /> },
              ...series.map(({ name }, place): Column<Step> => ({
                name,
                kind: 'number',
                cell: ({ values }) => {
                  const value = values[place]
                  return value === null || value === undefined ? '–' : format(value)
                },
              })),
            ]}
            rows={stepsOf({ from, stepS, series })}
            keyOf={({ at }) => at}
          />
        </div>
      )}
    </details>
  )
}

function stepsOf({ from, stepS, series }: Pick<ChartProps, 'from' | 'stepS' | 'series'>): readonly Step[] {
  const count = series[0]?.values.length ?? 0
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(from + index * stepS * 1_000).toISOString(),
    values: series.map(({ values }) => values[index] ?? null),
  }))
    .filter(({ values }) => values.some((value) => value !== null && value > 0))
    .toReversed()
}
