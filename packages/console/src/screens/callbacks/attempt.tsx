import type { AttemptJson, StoredAttemptJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { BytesView } from '../../ui/bytes-view.tsx'
import { Time } from '../../ui/time.tsx'
import { failureWords } from './failure-words.ts'
import { HeaderLines } from './header-lines.tsx'
import { Waterfall } from './waterfall.tsx'

/** The body that every attempt of a callback sends. */
export interface SentBody {
  readonly text: string
  readonly base64?: string | undefined
}

interface AttemptProps {
  readonly attempt: AttemptJson & Partial<Pick<StoredAttemptJson, 'signatures'>>
  readonly body: SentBody
}

interface StoredAttemptProps extends AttemptProps {
  /** As it is to be shown. */
  readonly state: string
  readonly isOpen: boolean
}

export function StoredAttempt({ state, isOpen, ...props }: StoredAttemptProps) {
  const { number, startedAt, durationMs, status, cause } = props.attempt
  return (
    <details class="attempt" open={isOpen}>
      <summary>
        <strong>#{number}</strong> <StateBadge state={state} /> {status ?? cause} <Time at={startedAt} />{' '}
        {durationMs !== null && <span class="faint">{formatDuration(durationMs)}</span>}
      </summary>
      <Exchange {...props} />
    </details>
  )
}

/** What went out and what came back. */
export function Exchange({ attempt, body }: AttemptProps) {
  const { cause, status, detail, peer, requestHeaders, responseHeaders, responseBody } = attempt
  return (
    <div class="exchange-frame">
      {cause !== null && (
        <p>
          {failureWords(cause, status)}{' '}
          {cause !== 'status' && detail !== null && <span class="faint">{detail}</span>}
        </p>
      )}
      <Waterfall attempt={attempt} />
      {peer !== null && (
        <p class="faint">
          {t('callback.peer')} {peer}
        </p>
      )}
      <div class="exchange">
        <section aria-label={t('callback.sent')}>
          <h3>{t('callback.sent')}</h3>
          {requestHeaders ? (
            <>
              {attempt.signatures && <Signatures of={attempt.signatures} />}
              <HeaderLines label={t('callback.headers')} headers={requestHeaders} />
              <BytesView label={t('callback.body')} text={body.text} base64={body.base64} />
            </>
          ) : (
            <p class="faint">{t('callback.notSent')}</p>
          )}
        </section>
        <section aria-label={t('callback.answer')}>
          <h3>{t('callback.answer')}</h3>
          {responseHeaders ? (
            <>
              <p>
                <strong>{status}</strong>
              </p>
              <HeaderLines label={t('callback.answerHeaders')} headers={responseHeaders} />
              <BytesView
                label={t('callback.answerBody')}
                text={responseBody ?? ''}
                base64={attempt.responseBodyBase64}
              />
            </>
          ) : (
            <p class="faint">{t('callback.noAnswer')}</p>
          )}
        </section>
      </div>
    </div>
  )
}

function Signatures({ of }: { of: StoredAttemptJson['signatures'] }) {
  if (of.length === 0) return <p class="faint">{t('signature.none')}</p>
  return (
    <ul class="plain" title={t('signature.how')}>
      {of.map(({ key }, index) => (
        <li key={index}>
          <span class={`badge ${key === null ? 'bad' : 'good'}`}>{signedBy(key)}</span>
        </li>
      ))}
      <li class="faint">{t('signature.how')}</li>
    </ul>
  )
}

/** The keys of the environment have no ids, only numbers. */
function signedBy(key: string | null): string {
  if (key === null) return t('signature.unknown')
  const number = /^environment (\d+)$/.exec(key)?.[1]
  return number === undefined ? t('signature.ok', { key }) : t('signature.environment', { number })
}
