import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { jobDetailSchema, JobJson } from '../../../../server/src/api-schemas/jobs.ts'
import { changed } from '../../api/changes.ts'
import { ApiError, objectPath, post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatBytes, formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { BeforeAndAfter } from '../../sound/before-and-after.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ErrorBox, Loading } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { CallbackTable } from '../callbacks/callback-table.tsx'

export type JobDetail = z.infer<typeof jobDetailSchema>

const SOUND = /\.(?:wav|mp3|m4a|flac|ogg|opus|aac|amr|webm|mp4|mov|mkv)$/i

export function Job() {
  const { id = '' } = useRoute().params
  const { data, error, isLoading, reload } = useResource<JobDetail>(`jobs/${encodeURIComponent(id)}`, {
    topic: 'jobs',
  })
  const title = data ? `${data.tag} · ${data.input ?? data.id}` : t('jobs.job')
  return (
    <Page title={title} actions={data && mayChange() && <JobActions job={data} />}>
      {error && <ErrorBox error={error} retry={reload} />}
      {isLoading && <Loading />}
      {data && <JobSections job={data} />}
    </Page>
  )
}

function JobSections({ job }: { job: JobDetail }) {
  const { bucket, input, outputs, callbacks, request, result, message, code } = job
  const [output] = outputs
  return (
    <>
      {job.state === 'Failed' && (
        <div class="notice bad">
          <p>
            <strong>{code}</strong> {message}
          </p>
        </div>
      )}
      <JobFacts job={job} />
      {input !== null && output && SOUND.test(input) && SOUND.test(output.object) && (
        <BeforeAndAfter
          before={{ bucket, key: input }}
          after={{ bucket: output.bucket, key: output.object }}
        />
      )}
      {outputs.length > 0 && (
        <Card title={t('job.outputs')}>
          <ul class="plain">
            {outputs.map((each) => (
              <li key={each.object}>
                <a href={objectPath(each.bucket, each.object)} download>
                  {each.object}
                </a>{' '}
                <span class="faint">{formatBytes(each.bytes)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={t('job.callbacks')}>
        {callbacks.length > 0 ? (
          <CallbackTable callbacks={callbacks} />
        ) : (
          <p class="faint">{t('job.noCallback')}</p>
        )}
      </Card>
      {result && (
        <Card title={t('job.result')}>
          <pre>
            <code>{JSON.stringify(result, null, 2)}</code>
          </pre>
        </Card>
      )}
      <Card title={t('job.request')}>
        <pre>
          <code>{request}</code>
        </pre>
      </Card>
    </>
  )
}

function JobFacts({ job }: { job: JobDetail }) {
  const {
    state,
    progress,
    createdAt,
    startedAt,
    endedAt,
    waitedMs,
    ranMs,
    tries,
    worker,
    queueId,
    template,
  } = job
  return (
    <Facts
      facts={[
        { name: t('jobs.state'), value: <StateBadge state={state} /> },
        {
          name: t('jobs.progress'),
          value:
            state === 'Running' ? (
              <progress value={progress} max={100} aria-label={t('jobs.progress')} />
            ) : null,
        },
        { name: t('jobs.submitted'), value: <Time at={createdAt} /> },
        { name: t('job.started'), value: startedAt && <Time at={startedAt} /> },
        { name: t('job.ended'), value: endedAt && <Time at={endedAt} /> },
        { name: t('job.waited'), value: waitedMs === null ? null : formatDuration(waitedMs) },
        { name: t('jobs.took'), value: ranMs === null ? null : formatDuration(ranMs) },
        { name: t('job.tries'), value: tries > 1 ? tries : null },
        { name: t('job.worker'), value: worker },
        { name: t('jobs.bucket'), value: job.bucket },
        { name: t('job.queue'), value: queueId },
        { name: t('job.template'), value: template?.name },
        { name: t('job.id'), value: <code>{job.id}</code> },
        { name: t('job.userData'), value: job.userData },
      ]}
    />
  )
}

const OPEN = new Set(['Submitted', 'Running', 'Pause'])

function JobActions({ job: { id, state } }: { job: JobDetail }) {
  const { route } = useLocation()
  const [problem, setProblem] = useState<ApiError>()
  const run = (work: () => Promise<void>) => (): void => {
    work().catch((error: unknown) => {
      if (error instanceof ApiError) setProblem(error)
      else throw error
    })
  }
  const cancel = run(async () => {
    await post(`jobs/${id}/cancel`)
    changed('jobs')
  })
  const rerun = run(async () => {
    const job = await post<JobJson>(`jobs/${id}/rerun`)
    route(link(`/jobs/${job.id}`))
  })
  return (
    <>
      {problem && <span class="bad">{problem.message}</span>}
      {OPEN.has(state) ? (
        <button type="button" onClick={cancel}>
          {t('job.cancel')}
        </button>
      ) : (
        <button type="button" onClick={rerun}>
          {t('job.rerun')}
        </button>
      )}
    </>
  )
}
