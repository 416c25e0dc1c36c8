import type { CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Time } from '../../ui/time.tsx'
import { failureWords } from '../callbacks/failure-words.ts'

export const isOpenCallback = ({ state }: CallbackJson): boolean => state !== 'delivered'

/** Callbacks that did not arrive yet, each with its last error and when it is sent next. */
export function OpenCallbacks({ callbacks }: { callbacks: readonly CallbackJson[] }) {
  return (
    <ul class="plain">
      {callbacks.map(({ id, state, lastAttempt, nextAttemptAt }) => (
        <li key={id}>
          <a href={link(`/callbacks/${id}`)}>
            <StateBadge state={state} />{' '}
            {lastAttempt?.cause != null && `${failureWords(lastAttempt.cause, lastAttempt.status)} `}
            {nextAttemptAt !== null && (
              <>
                {t('callbacks.next')} <Time at={nextAttemptAt} />
              </>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}
