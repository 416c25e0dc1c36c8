import type { z } from 'zod'
import type { attemptListSchema, CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { useResource } from '../../api/resource.ts'
import { formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Time } from '../../ui/time.tsx'
import { stateOfAttempt } from '../callbacks/attempt-state.ts'
import { failureWords } from '../callbacks/failure-words.ts'
import type { JobDetailJson } from '../../../../server/src/api-schemas/jobs.ts'

/** What became of a job, in order: how long it waited, where it ran, what each try came to, and who was told. */
export function JobTimeline({ job }: { job: JobDetailJson }) {
  const { createdAt, startedAt, endedAt, waitedMs, ranMs, runs, state, worker, progress, outputs } = job
  return (
    <ol class="timeline">
      <Step at={createdAt} title={t('timeline.submitted')}>
        {waitedMs !== null && t('timeline.waited', { time: formatDuration(waitedMs) })}
      </Step>
      {runs.map((run) => (
        <Step key={run.number} at={run.startedAt ?? run.endedAt} title={t('timeline.run')} tone="bad">
          {run.worker} · {t(`timeline.${run.cause}`)}
          {run.startedAt !== null && ` · ${formatDuration(between(run.startedAt, run.endedAt))}`}
          <br />
          {run.message}
        </Step>
      ))}
      {startedAt !== null && (
        <Step at={startedAt} title={t('timeline.run')} tone={state === 'Running' ? 'busy' : undefined}>
          {worker} {ranMs !== null && ` · ${formatDuration(ranMs)}`}
          {state === 'Running' && <progress value={progress} max={100} aria-label={t('jobs.progress')} />}
        </Step>
      )}
      {endedAt !== null && (
        <Step at={endedAt} title={t('timeline.ended')} tone={state === 'Success' ? 'good' : 'bad'}>
          <StateBadge state={state} /> {outputs.length > 0 && t('timeline.stored', { count: outputs.length })}
          {state === 'Failed' && (
            <span>
              {job.code}: {job.message}
            </span>
          )}
        </Step>
      )}
      {job.callbacks.map((callback) => (
        <CallbackSteps key={callback.id} callback={callback} />
      ))}
    </ol>
  )
}

const between = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from))

function CallbackSteps({ callback }: { callback: CallbackJson }) {
  const { id, url, state, nextAttemptAt } = callback
  const route = `callbacks/${encodeURIComponent(id)}/attempts`
  const { data } = useResource<z.infer<typeof attemptListSchema>>(route, { topic: 'callbacks', id })
  return (
    <>
      {data?.attempts.map(({ number, startedAt, outcome, status, cause, durationMs }) => (
        <Step
          key={number}
          at={startedAt}
          title={t('timeline.told', { number })}
          tone={cause === null ? 'good' : 'bad'}
        >
          <StateBadge state={stateOfAttempt({ number, outcome }, callback)} />{' '}
          <a href={link(`/callbacks/${id}`)}>{url}</a>
          {cause === null && ` · ${status ?? ''}`}
          {durationMs !== null && ` · ${formatDuration(durationMs)}`}
          {cause !== null && <div>{failureWords(cause, status)}</div>}
        </Step>
      ))}
      {state !== 'delivered' && (
        <Step at={nextAttemptAt} title={t('timeline.notTold')}>
          <StateBadge state={state} /> <a href={link(`/callbacks/${id}`)}>{url}</a>
        </Step>
      )}
    </>
  )
}

interface StepProps {
  readonly at: string | null
  readonly title: string
  readonly tone?: 'good' | 'bad' | 'busy' | undefined
  readonly children?: preact.ComponentChildren
}

function Step({ at, title, tone, children }: StepProps) {
  return (
    <li class={tone ?? ''}>
      <strong>{title}</strong> <Time at={at} />
      <div class="faint">{children}</div>
    </li>
  )
}
