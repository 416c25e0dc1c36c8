import { useLocation, useRoute } from 'preact-iso'
import type { JobDetailJson, JobJson } from '../../../../server/src/api-schemas/jobs.ts'
import { changed } from '../../api/changes.ts'
import { objectPath, post } from '../../api/client.ts'
import { useQueueName } from '../../api/names.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { Comparison } from '../../compare/comparison.tsx'
import { formatBytes, formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { prettyXml } from '../../ui/pretty-xml.ts'
import { Time } from '../../ui/time.tsx'
import { JobTimeline } from './job-timeline.tsx'
import { OPEN, titleOf } from './job-words.ts'
import { isOpenCallback, OpenCallbacks } from './open-callbacks.tsx'
import { CallbackTable } from '../callbacks/callback-table.tsx'

export function Job() {
  const { id = '' } = useRoute().params
  const found = useResource<JobDetailJson>(`jobs/${encodeURIComponent(id)}`, {
    topic: ['jobs', 'callbacks'],
    id,
  })
  const { data } = found
  const title = data ? titleOf(data) : t('jobs.job')
  return (
    <Page title={title} actions={data && mayChange() && <JobActions job={data} />}>
      <Awaited of={found} />
      {data && <JobSections job={data} />}
    </Page>
  )
}

function JobSections({ job }: { job: JobDetailJson }) {
  const { outputs, callbacks, request, params, result, message, code } = job
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
      <Comparison job={job} />
      <Card title={t('job.timeline')}>
        <JobTimeline job={job} />
      </Card>
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
          <p class="faint">{t(OPEN.has(job.state) ? 'job.noCallbackYet' : 'job.noCallback')}</p>
        )}
      </Card>
      {result && Object.keys(result).length > 0 && (
        <Card title={t('job.result')}>
          <CodeBlock label={t('job.result')} text={JSON.stringify(result, null, 2)} copies />
        </Card>
      )}
      {Object.keys(params).length > 0 && (
        <Card title={t('job.parameters')}>
          <CodeBlock label={t('job.parameters')} text={JSON.stringify(params, null, 2)} copies />
        </Card>
      )}
      <Card title={t('job.request')}>
        <CodeBlock label={t('job.request')} text={prettyXml(request)} copies />
      </Card>
    </>
  )
}

function JobFacts({ job }: { job: JobDetailJson }) {
  const queueName = useQueueName(job.queueId)
  const open = job.callbacks.filter(isOpenCallback)
  const { state, progress, createdAt, startedAt, endedAt, waitedMs, ranMs, tries, worker, template } = job
  return (
    <Facts
      facts={[
        { name: t('jobs.state'), value: <StateBadge state={state} /> },
        { name: t('callbacks.callback'), value: open.length > 0 ? <OpenCallbacks callbacks={open} /> : null },
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
        { name: t('job.queue'), value: <a href={link('/queues')}>{queueName}</a> },
        { name: t('job.template'), value: template?.name },
        { name: t('job.id'), value: <code>{job.id}</code> },
        { name: t('job.userData'), value: job.userData },
      ]}
    />
  )
}

function JobActions({ job: { id, state } }: { job: JobDetailJson }) {
  const { route } = useLocation()
  const cancel = async (): Promise<void> => {
    await post(`jobs/${id}/cancel`)
    changed('jobs')
  }
  const rerun = async (): Promise<void> => {
    const job = await post<JobJson>(`jobs/${id}/rerun`)
    route(link(`/jobs/${job.id}`))
  }
  return (
    <>
      <a class="button" href={link(`/jobs/${id}/rerun`)}>
        {t('rerun.title')}
      </a>
      {OPEN.has(state) ? (
        <Action label={t('job.cancel')} run={cancel} />
      ) : (
        <Action label={t('job.rerun')} run={rerun} />
      )}
    </>
  )
}
