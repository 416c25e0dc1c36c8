import type { z } from 'zod'
import type { EndpointJson, endpointListSchema } from '../../../../server/src/api-schemas/endpoints.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { StateBadge, stateKey } from '../../ui/badge.tsx'
import { Empty } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const STATES = ['working', 'failing', 'paused', 'parked'] as const

type Endpoints = z.infer<typeof endpointListSchema>

export function Receivers() {
  const { values, set } = useQueryState()
  const { state = '' } = values
  const endpoints = useResource<Endpoints>('endpoints', { query: { state }, topic: 'endpoints' })
  const rows = endpoints.data?.endpoints
  return (
    <Page title={t('receivers.title')}>
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
          <span class="faint">{bucket ?? t('receivers.allBuckets')}</span>
        </a>
      ),
    },
    {
      name: t('jobs.state'),
      cell: ({ state, reason, pausedUntil }) => (
        <span class="state">
          <StateBadge state={state} />
          {reason !== null && <span class="faint">{reason}</span>}
          {pausedUntil !== null && <Time at={pausedUntil} />}
        </span>
      ),
    },
    { name: t('receivers.failures'), kind: 'number', cell: ({ failures }) => failures },
    { name: t('receivers.waiting'), kind: 'number', cell: ({ waiting }) => waiting },
    { name: t('receivers.since'), cell: ({ since }) => <Time at={since} /> },
    ...(mayChange()
      ? [{ name: t('common.actions'), cell: (row: EndpointJson) => <ReceiverActions receiver={row} /> }]
      : []),
  ]
}

function ReceiverActions({ receiver: { endpoint, bucket, address, state } }: { receiver: EndpointJson }) {
  const change = (verb: 'pause' | 'park' | 'resume') => async (): Promise<void> => {
    await post(`endpoints/${verb}`, { endpoint, bucket, address })
    changed('endpoints', 'callbacks')
  }
  return (
    <span class="actions">
      {state !== 'paused' && <Action label={t('receivers.pause')} run={change('pause')} />}
      {state !== 'parked' && (
        <Action label={t('receivers.park')} confirm={t('receivers.parkWhat')} run={change('park')} />
      )}
      {(state === 'paused' || state === 'parked') && (
        <Action label={t('receivers.resume')} run={change('resume')} />
      )}
    </span>
  )
}
