import type { CallbackJson } from '../../../../server/src/api-schemas/callbacks.ts'
import { t, type MessageKey } from '../../i18n/language.ts'

const WORDS: Readonly<Record<string, MessageKey>> = {
  dns: 'failure.dns',
  connect: 'failure.connect',
  tls: 'failure.tls',
  timeout: 'failure.timeout',
  protocol: 'failure.protocol',
  broker: 'failure.broker',
  crash: 'failure.crash',
  'connection-lost': 'failure.connectionLost',
  'refused-address': 'failure.refusedAddress',
}

/** Why an attempt failed, for people who know no codes. */
export function failureWords(cause: string, status: number | null): string {
  if (cause === 'status' && status !== null) return t('failure.status', { status })
  const words = WORDS[cause]
  return words === undefined ? cause : t(words)
}

/** How the last attempt of a callback failed; empty when it did not. */
export function lastFailure({ lastAttempt }: Pick<CallbackJson, 'lastAttempt'>): string {
  const { cause, status } = lastAttempt ?? { cause: null, status: null }
  return cause === null ? '' : failureWords(cause, status)
}

/** The same of one that did not arrive, and whether another attempt follows. */
export function whyNotArrived(callback: Pick<CallbackJson, 'state' | 'lastAttempt'>): string {
  const { state } = callback
  const words = lastFailure(callback)
  if (state === 'delivered' || words === '') return ''
  return state === 'pending' || state === 'paused' ? `${words} ${t('callbacks.isRetried')}` : words
}

/** The reason of a receiver's state as a sentence. An operator may have written it, or the system that refused. */
export function reasonWords(reason: string): string {
  const status = /^answered (\d{3})$/.exec(reason)?.[1]
  if (status !== undefined) return t('failure.status', { status })
  return /[.!?]$/.test(reason) ? reason : `${reason}.`
}
