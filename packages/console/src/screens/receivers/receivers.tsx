import { useSignal } from '@preact/signals'
import type { z } from 'zod'
import type { EndpointJson, endpointListSchema } from '../../../../server/src/api-schemas/endpoints.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatNumber, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge, stateKey } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { fieldText, FormDialog, TextField } from '../../ui/form-dialog.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { failureWords } from '../callbacks/failure-words.ts'
import { ReceiverSample } from './receiver-sample.tsx'

const STATES = ['working', 'failing', 'paused', 'parked'] as const

type Endpoints = z.infer<typeof endpointListSchema>

export function Receivers() {
  const { values, set } = useQueryState()
  const { state = '' } = values
  const endpoints = useResource<Endpoints>('endpoints', {
    query: { state, include: 'recent' },
    topic: ['endpoints', 'callbacks'],
  })
  const rows = endpoints.data?.endpoints
  return (
    <Page title={t('receivers.title')} actions={mayChange() && <ReceiverSample address="" />}>
      <p class="faint">{t('receivers.text')}</p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t('jobs.state')}
          value={state}
          onChange={(next) => set({ state: next })}
          options={[['', t('common.all')], ...STATES.map((each) => [each, t(stateKey(each))] as const)]}
        />
      </form>
      <Awaited of={endpoints} />
      {rows && rows.length > 0 && (
        <Table label={t('receivers.title')} columns={columns()} rows={rows} keyOf={keyOf} />
      )}
      {rows?.length === 0 && <Empty title={t('receivers.none')} />}
    </Page>
  )
}

const keyOf = ({ endpoint, bucket, address }: EndpointJson): string => [endpoint, bucket, address].join(' ')

function columns(): readonly Column<EndpointJson>[] {
  return [
    {
      name: t('receivers.receiver'),
      kind: 'wide',
      cell: ({ endpoint, bucket, address }) => (
        <a href={link('/callbacks', { endpoint })} class="two-lines">
          <strong>{address ?? endpoint}</strong>
          <span class="faint">{bucket ?? t('common.allBuckets')}</span>
        </a>
      ),
    },
    {
      name: t('jobs.state'),
      cell: (receiver) => (
        <span class="state">
          <StateBadge state={receiver.state} />
          <span class="faint">{reasonOf(receiver)}</span>
          {receiver.pausedUntil !== null && <Time at={receiver.pausedUntil} />}
        </span>
      ),
    },
    { name: t('receivers.rate'), kind: 'number', cell: rateOf },
    { name: t('receivers.lastError'), cell: lastErrorOf },
    { name: t('receivers.failures'), kind: 'number', cell: ({ failures }) => formatNumber(failures) },
    { name: t('receivers.waiting'), kind: 'number', cell: ({ waiting }) => formatNumber(waiting) },
    { name: t('receivers.since'), cell: ({ since }) => <Time at={since} /> },
    ...(mayChange()
      ? [{ name: t('common.actions'), cell: (row: EndpointJson) => <ReceiverActions receiver={row} /> }]
      : []),
  ]
}

/** Why it is not sent to as usual; what only repeats the last error is left out. */
function reasonOf({ state, reason, recent }: EndpointJson): string | null {
  if (state === 'failing' && recent?.lastError) return null
  const status = /^answered (\d{3})$/.exec(reason ?? '')?.[1]
  return status === undefined ? reason : failureWords('status', Number(status))
}

/** Of the last attempts within a day. */
function rateOf({ recent }: EndpointJson) {
  if (!recent || recent.attempts === 0) return '–'
  const percent = Math.floor((100 * recent.delivered) / recent.attempts)
  return (
    <span title={`${recent.delivered} / ${recent.attempts}`}>
      {formatPercent(percent)} <span class="faint">({formatNumber(recent.attempts)})</span>
    </span>
  )
}

function lastErrorOf({ recent }: EndpointJson) {
  const error = recent?.lastError
  if (!error) return '–'
  return (
    <span class="two-lines" title={error.detail ?? ''}>
      <span>{failureWords(error.cause, error.status)}</span>
      <span class="faint">
        <Time at={error.at} />
      </span>
    </span>
  )
}

function ReceiverActions({ receiver: { endpoint, bucket, address, state } }: { receiver: EndpointJson }) {
  const change = (verb: 'park' | 'resume') => async (): Promise<void> => {
    await post(`endpoints/${verb}`, { endpoint, bucket, address })
    changed('endpoints', 'callbacks')
  }
  const pause = async (minutes: number): Promise<void> => {
    const until = new Date(new Date().getTime() + minutes * 60_000).toISOString()
    await post('endpoints/pause', { endpoint, bucket, address, until })
    changed('endpoints', 'callbacks')
  }
  return (
    <span class="actions">
      <ReceiverSample address={address ?? endpoint} />
      {state !== 'paused' && <PauseButton pause={pause} />}
      {state !== 'parked' && (
        <Action label={t('receivers.park')} confirm={t('receivers.parkWhat')} run={change('park')} />
      )}
      {(state === 'paused' || state === 'parked') && (
        <Action label={t('receivers.resume')} run={change('resume')} />
      )}
    </span>
  )
}

const USUAL_MINUTES = '60'

function PauseButton({ pause }: { pause: (minutes: number) => Promise<void> }) {
  const isAsking = useSignal(false)
  return (
    <>
      <button type="button" onClick={() => (isAsking.value = true)}>
        {t('receivers.pause')}
      </button>
      {isAsking.value && (
        <FormDialog
          title={t('receivers.pause')}
          submitLabel={t('receivers.pause')}
          submit={(fields) => pause(Number(fieldText(fields, 'minutes')))}
          close={() => (isAsking.value = false)}
        >
          <TextField
            label={t('receivers.minutes')}
            name="minutes"
            initial={USUAL_MINUTES}
            isNumber
            isRequired
          />
        </FormDialog>
      )}
    </>
  )
}
