import type { ActivityJson } from '../../../../server/src/api-schemas/activity.ts'
import { usePaced } from '../../api/paced.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { DurationChart, RateChart } from './activity-charts.tsx'

/** The service counts for 10 s before it writes, and the last minute passes also without an event, ms. */
const PACE = { leastMs: 5_000, mostMs: 60_000 }
const RANGES = ['1h', '6h', '24h'] as const

/** What was done in the last hour or day, and how long it took. */
export function Activity() {
  const { values, set } = useQueryState()
  const range = RANGES.find((each) => each === values['range']) ?? '1h'
  const activity = useResource<ActivityJson>('activity', { query: { range } })
  usePaced(activity.reload, 'status', PACE)
  return (
    <section class="activity" aria-label={t('activity.title')}>
      <header class="card-head">
        <h2>{t('activity.title')}</h2>
        <div class="actions" role="group" aria-label={t('activity.range')}>
          {RANGES.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === range}
              onClick={() => set({ range: each === '1h' ? '' : each })}
            >
              {t(`activity.${each}`)}
            </button>
          ))}
        </div>
      </header>
      <Awaited of={activity} />
      {activity.data && <Charts activity={activity.data} />}
    </section>
  )
}

function Charts({ activity }: { activity: ActivityJson }) {
  const { jobs, callbacks, wait, run, delivery } = activity
  return (
    <>
      <div class="charts">
        <RateChart
          title={t('activity.jobs')}
          activity={activity}
          series={[
            { name: t('activity.submitted'), tone: 'busy', counts: jobs.submitted },
            { name: t('activity.succeeded'), tone: 'good', counts: jobs.succeeded },
            { name: t('activity.failed'), tone: 'bad', counts: jobs.failed },
          ]}
        />
        <RateChart
          title={t('activity.callbacks')}
          activity={activity}
          series={[
            { name: t('activity.delivered'), tone: 'good', counts: callbacks.delivered },
            { name: t('activity.failedAttempts'), tone: 'bad', counts: callbacks.failedAttempts },
          ]}
        />
      </div>
      <div class="charts">
        <DurationChart title={t('activity.wait')} activity={activity} durations={wait} />
        <DurationChart title={t('activity.run')} activity={activity} durations={run} />
        <DurationChart title={t('activity.delivery')} activity={activity} durations={delivery} />
      </div>
    </>
  )
}
