import { useRoute } from 'preact-iso'
import type { z } from 'zod'
import type { AttemptJson, callbackDetailSchema } from '../../../../server/src/api-schemas/callbacks.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatDuration } from '../../i18n/format.ts'
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

type CallbackDetail = z.infer<typeof callbackDetailSchema>

export function Callback() {
  const { id = '' } = useRoute().params
  const route = `callbacks/${encodeURIComponent(id)}`
  const found = useResource<CallbackDetail>(route, { topic: 'callbacks', id })
  const { data } = found
  return (
    <Page
      title={data ? `${data.event} · ${data.tag}` : t('callbacks.callback')}
      actions={data && mayChange() && <Replay id={data.id} done={found.reload} />}
    >
      <Awaited of={found} />
      {data && <CallbackSections callback={data} />}
    </Page>
  )
}

function CallbackSections({ callback }: { callback: CallbackDetail }) {
  const { body, bodyBase64, headers, attemptList } = callback
  return (
    <>
      <Facts
        facts={[
          { name: t('jobs.state'), value: <StateBadge state={callback.state} /> },
          { name: t('callbacks.url'), value: callback.url },
          { name: t('callbacks.sentTo'), value: callback.sentTo },
          { name: t('callbacks.job'), value: <a href={link(`/jobs/${callback.jobId}`)}>{callback.jobId}</a> },
          { name: t('callbacks.made'), value: <Time at={callback.createdAt} /> },
          {
            name: t('callbacks.next'),
            value: callback.nextAttemptAt && <Time at={callback.nextAttemptAt} />,
          },
          { name: t('job.id'), value: <code>{callback.id}</code> },
        ]}
      />
      <Card title={t('callback.message')}>
        <HeaderLines label={t('callback.headers')} headers={headers} />
        <CodeBlock label={t('callback.body')} text={prettyXml(body ?? bodyBase64 ?? '')} copies />
      </Card>
      <Card title={t('callbacks.attempts')}>
        {attemptList.length === 0 && <p class="faint">{t('callback.noAttempt')}</p>}
        {attemptList.toReversed().map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} isOpen={attempt.number === attemptList.length} />
        ))}
      </Card>
    </>
  )
}

function Attempt({ attempt, isOpen }: { attempt: AttemptJson; isOpen: boolean }) {
  const { number, startedAt, durationMs, outcome, status, cause, detail, peer } = attempt
  return (
    <details class="attempt" open={isOpen}>
      <summary>
        <strong>#{number}</strong> <StateBadge state={outcome} /> {status ?? cause} <Time at={startedAt} />{' '}
        {durationMs !== null && <span class="faint">{formatDuration(durationMs)}</span>}
      </summary>
      {detail !== null && <p>{detail}</p>}
      <Waterfall attempt={attempt} />
      {peer !== null && (
        <p class="faint">
          {t('callback.peer')} {peer}
        </p>
      )}
      {attempt.responseHeaders && (
        <HeaderLines label={t('callback.answerHeaders')} headers={attempt.responseHeaders} />
      )}
      {attempt.responseBody !== null && (
        <CodeBlock label={t('callback.answer')} text={attempt.responseBody} />
      )}
    </details>
  )
}

const STEPS = [
  ['dnsMs', 'callback.dns'],
  ['connectMs', 'callback.connect'],
  ['tlsMs', 'callback.tls'],
  ['firstByteMs', 'callback.firstByte'],
] as const

/** What the time of an attempt went into, one step below the other. */
function Waterfall({ attempt: { timings, durationMs } }: { attempt: AttemptJson }) {
  const whole = Math.max(1, durationMs ?? 0)
  let begin = 0
  return (
    <ul class="waterfall">
      {STEPS.map(([field, name]) => {
        const ms = timings[field]
        if (ms === null) return null
        const from = begin
        begin += ms
        return (
          <li key={field}>
            <span>{t(name)}</span>
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect x={(100 * from) / whole} y="0" width={Math.max(0.6, (100 * ms) / whole)} height="6" />
            </svg>
            <span class="faint">{formatDuration(ms)}</span>
          </li>
        )
      })}
    </ul>
  )
}

interface HeaderLinesProps {
  readonly label: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

function HeaderLines({ label, headers }: HeaderLinesProps) {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}`),
  )
  return <CodeBlock label={label} text={lines.join('\n')} />
}

function Replay({ id, done }: { id: string; done: () => void }) {
  const replay = async (): Promise<void> => {
    await post('callbacks/replay', { ids: [id] })
    changed('callbacks')
    done()
  }
  return <Action label={t('callback.replay')} run={replay} />
}
