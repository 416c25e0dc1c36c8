import type { EndpointJson } from '../../../../server/src/api-schemas/endpoints.ts'
import { mayChange } from '../../api/session.ts'
import { formatNumber, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Card } from '../../ui/page.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { failureWords, reasonWords } from '../callbacks/failure-words.ts'
import { ReceiverActions } from './receiver-actions.tsx'
import { ReceiverSample } from './receiver-sample.tsx'
import { ownState, type Receiver } from './receivers-of.ts'

/** One receiver: whether it can be reached, and how it answers to each bucket. */
export function ReceiverCard({ receiver: { endpoint, scopes } }: { receiver: Receiver }) {
  return (
    <Card title={endpoint} actions={mayChange() && <ReceiverSample address={endpoint} />}>
      <Table label={endpoint} columns={columns()} rows={scopes} keyOf={keyOf} />
    </Card>
  )
}

const keyOf = ({ bucket, address }: EndpointJson): string => [bucket, address].join(' ')

function columns(): readonly Column<EndpointJson>[] {
  return [
    { name: t('receivers.scope'), kind: 'wide', cell: scopeOf },
    { name: t('jobs.state'), cell: stateOf },
    { name: t('receivers.rate'), kind: 'number', cell: rateOf },
    { name: t('receivers.lastError'), cell: lastErrorOf },
    { name: t('receivers.failures'), kind: 'number', cell: ({ failures }) => formatNumber(failures) },
    { name: t('receivers.waiting'), kind: 'number', cell: ({ waiting }) => formatNumber(waiting) },
    ...(mayChange()
      ? [{ name: t('common.actions'), cell: (row: EndpointJson) => <ReceiverActions receiver={row} /> }]
      : []),
  ]
}

function scopeOf({ endpoint, bucket, address }: EndpointJson) {
  return (
    <a href={link('/callbacks', { endpoint, bucket: bucket ?? '' })} class="two-lines receiver-scope">
      <strong>{bucket ?? t('common.allBuckets')}</strong>
      <span class="faint">
        {address ?? t(bucket === null ? 'receivers.connection' : 'receivers.answers')}
      </span>
    </a>
  )
}

function stateOf(scope: EndpointJson) {
  const { since, pausedUntil } = scope
  const state = ownState(scope)
  if (state === undefined) return <span class="faint">{t('receivers.noState')}</span>
  return (
    <span class="state cause">
      <StateBadge state={state} />
      <span class="faint">{reasonOf(scope)}</span>
      {since !== null && (
        <span class="faint">
          {t('attention.since')} <Time at={since} />
        </span>
      )}
      {pausedUntil !== null && (
        <span>
          {t('receivers.until')} <Time at={pausedUntil} />
        </span>
      )}
    </span>
  )
}

/** Why it is not sent to as usual; what only repeats the last error is left out. */
function reasonOf({ state, reason, recent }: EndpointJson): string | null {
  if (state === 'failing' && recent?.lastError) return null
  return reason === null ? null : reasonWords(reason)
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
    <span class="two-lines cause" title={error.detail ?? ''}>
      <span>{failureWords(error.cause, error.status)}</span>
      <span class="faint">
        <Time at={error.at} />
      </span>
    </span>
  )
}
