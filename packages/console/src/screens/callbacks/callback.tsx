import { useRoute } from 'preact-iso'
import type { z } from 'zod'
import type { callbackDetailSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import type { JobDetailJson } from '../../../../server/src/api-schemas/jobs.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge } from '../../ui/badge.tsx'
import { BytesView } from '../../ui/bytes-view.tsx'
import { Facts } from '../../ui/facts.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { titleOf } from '../jobs/job-words.ts'
import type { RunDetail } from '../workflows/describe-graph.ts'
import { stateOfAttempt } from './attempt-state.ts'
import { StoredAttempt, type SentBody } from './attempt.tsx'
import { HeaderLines } from './header-lines.tsx'
import { Replay } from './replay.tsx'
import { SendElsewhere } from './send-elsewhere.tsx'

type CallbackDetail = z.infer<typeof callbackDetailSchema>

export function Callback() {
  const { id = '' } = useRoute().params
  const route = `callbacks/${encodeURIComponent(id)}`
  const found = useResource<CallbackDetail>(route, { topic: 'callbacks', id })
  const { data } = found
  return (
    <Page
      title={data ? `${data.event} · ${data.tag}` : t('callbacks.callback')}
      actions={
        data &&
        mayChange() && (
          <>
            <SendElsewhere id={data.id} body={bodyOf(data)} />
            <Replay key={data.id} callback={data} done={found.reload} />
          </>
        )
      }
    >
      {mayChange() && <p class="faint">{t('callback.replayWhat')}</p>}
      <Awaited of={found} />
      {data && <CallbackSections callback={data} />}
    </Page>
  )
}

const bodyOf = ({ body, bodyBase64 }: CallbackDetail): SentBody => ({
  text: body ?? atob(bodyBase64 ?? ''),
  base64: bodyBase64,
})

function CallbackSections({ callback }: { callback: CallbackDetail }) {
  const { headers, attemptList } = callback
  const body = bodyOf(callback)
  return (
    <>
      <Facts
        facts={[
          { name: t('jobs.state'), value: <StateBadge state={callback.state} /> },
          { name: t('callbacks.url'), value: callback.url },
          { name: t('callbacks.sentTo'), value: callback.sentTo },
          { name: t('jobs.bucket'), value: callback.bucket },
          {
            name: t('receivers.receiver'),
            value: <a href={link('/callbacks', { endpoint: callback.endpoint })}>{callback.endpoint}</a>,
          },
          callback.event === 'WorkflowFinish'
            ? { name: t('workflows.run'), value: <RunLink id={callback.jobId} /> }
            : { name: t('callbacks.job'), value: <JobLink id={callback.jobId} /> },
          { name: t('callbacks.made'), value: <Time at={callback.createdAt} /> },
          {
            name: t('callbacks.next'),
            value: callback.nextAttemptAt && <Time at={callback.nextAttemptAt} />,
          },
          { name: t('job.id'), value: <code>{callback.id}</code> },
        ]}
      />
      <Card title={t('callback.attempts')}>
        {attemptList.length === 0 && <p class="faint">{t('callback.noAttempt')}</p>}
        {attemptList.toReversed().map((attempt) => (
          <StoredAttempt
            key={attempt.number}
            attempt={attempt}
            state={stateOfAttempt(attempt, callback)}
            body={body}
            isOpen={attempt.number === attemptList.length}
          />
        ))}
      </Card>
      <Card title={t('callback.nextMessage')}>
        <HeaderLines label={t('callback.headers')} headers={headers} />
        <BytesView label={t('callback.body')} {...body} />
      </Card>
    </>
  )
}

/** What somebody knows a job by, once that is known. */
function JobLink({ id }: { id: string }) {
  const { data } = useResource<JobDetailJson>(`jobs/${encodeURIComponent(id)}`)
  return <a href={link(`/jobs/${id}`)}>{data ? titleOf(data) : id}</a>
}

/** The callback of a run has its id in place of that of a job. */
function RunLink({ id }: { id: string }) {
  const { data } = useResource<RunDetail>(`executions/${encodeURIComponent(id)}`)
  return <a href={link(`/runs/${id}`)}>{data ? `${data.workflowName} · ${data.object}` : id}</a>
}
