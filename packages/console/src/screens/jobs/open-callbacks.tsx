import type { CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { t } from '../../i18n/language.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { link } from '../../ui/links.ts'
import { Time } from '../../ui/time.tsx'
import { lastFailure } from '../callbacks/failure-words.ts'

export const isOpenCallback = ({ state }: CallbackJson): boolean => state !== 'delivered'

/** Callbacks that did not arrive yet, each with its last error and when it is sent next. */
export function OpenCallbacks({ callbacks }: { callbacks: readonly CallbackJson[] }) {
  return (
    <ul class="plain">
      {callbacks.map((callback) => (
        <li key={callback.id}>
          <a href={link(`/callbacks/${callback.id}`)}>
            <StateBadge state={callback.state} /> {lastFailure(callback)}{' '}
            {callback.nextAttemptAt !== null && (
              <>
                {t('callbacks.next')} <Time at={callback.nextAttemptAt} />
              </>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}
