import type { ActivityJson } from '../../../../server/src/api-schemas/activity.ts'
import type { ChartSeries } from '../../charts/chart-props.ts'
import { Chart } from '../../charts/chart.tsx'
import { perMinute } from '../../charts/scale.ts'
import { formatDuration, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'

interface ActivityChartProps {
  readonly title: string
  readonly activity: Pick<ActivityJson, 'from' | 'to' | 'stepS'>
}

interface CountedSeries extends Pick<ChartSeries, 'name' | 'tone'> {
  /** By step. */
  readonly counts: readonly number[]
}

/** How many there were a minute. */
export function RateChart({
  title,
  activity,
  series,
}: ActivityChartProps & { readonly series: readonly CountedSeries[] }) {
  const { stepS } = activity
  const [from, now] = [Date.parse(activity.from), Date.parse(activity.to)]
  const totals = series.map(({ name, counts }) =>
    t('common.named', { name, value: formatNumber(sum(counts)) }),
  )
  return (
    <Chart
      title={title}
      summary={totals.join(' · ')}
      from={from}
      stepS={stepS}
      format={(value) => formatNumber(value, value < 10 ? 1 : 0)}
      series={series.map(({ name, tone, counts }) => ({
        name,
        tone,
        values: perMinute({ counts, from, stepS, now }),
      }))}
    />
  )
}

/** How long it took: the median, and what 95 of 100 did not exceed. */
export function DurationChart({
  title,
  activity: { from, stepS },
  durations: { p50Ms, p95Ms, total },
}: ActivityChartProps & { readonly durations: ActivityJson['run'] }) {
  const summary =
    total.p50Ms === null || total.p95Ms === null
      ? t('activity.none')
      : t('activity.quantiles', { p50: formatDuration(total.p50Ms), p95: formatDuration(total.p95Ms) })
  return (
    <Chart
      title={title}
      summary={summary}
      from={Date.parse(from)}
      stepS={stepS}
      format={formatDuration}
      series={[
        { name: t('activity.p50'), tone: 'accent', values: p50Ms },
        { name: t('activity.p95'), tone: 'waiting', isDashed: true, values: p95Ms },
      ]}
    />
  )
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
