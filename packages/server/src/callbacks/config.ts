import { webhookKey, type WebhookKey } from '@lemnis/receiver'
import { numberSetting, type ReadSetting } from '../base/settings.ts'
import { destinationOf, isLoopbackHost, type AddressPolicy } from './address-guard.ts'
import { parseAllowList, ruleOf, type AllowList } from './allow-list.ts'
import { parseRetryPauses, RETRY_PAUSES_MS } from './delivery/retry-policy.ts'
import { parseRedirect, type Redirect } from './redirect.ts'
import { parseBrokers, type Brokers } from './transports/rabbitmq/brokers.ts'

const DAY_MS = 24 * 3_600_000

export interface CallbackSettings {
  /** What the operator allows beside public addresses, or instead of them. */
  readonly allow: AllowList
  /** Where all callbacks go instead of their own addresses. */
  readonly redirect: Redirect | undefined
  /** The pauses after failed attempts, ms; after the last of them a callback is dead. */
  readonly retryPausesMs: readonly number[]
  /** The message brokers of the regions of TDMQ. */
  readonly tdmq: Brokers
  /** How long delivered callbacks and their attempts are kept. */
  readonly keepMs: number
  /** How many attempts are kept at most. */
  readonly keepAttempts: number
  /** Where alerts about parked endpoints are sent. */
  readonly alertUrl: string | undefined
}

export function readCallbackSettings(read: ReadSetting): CallbackSettings {
  return {
    allow: read({
      env: 'LEMNIS_CALLBACK_ALLOW',
      about:
        'Comma list of private or loopback addresses, CIDR ranges, host names and *.domains (also with :PORT) that callbacks may go to. With only: before the list, they may go nowhere else, not even to public addresses. Metadata addresses stay closed',
      fallback: '',
      parse: parseAllowList,
    }),
    redirect: read({
      env: 'LEMNIS_CALLBACK_TO',
      about:
        'An http or https address, also a private one, that all callbacks are sent to instead of their own, which is then in the header lemnis-callback-url',
      fallback: '',
      parse: parseRedirect,
    }),
    retryPausesMs: read({
      env: 'LEMNIS_CALLBACK_RETRIES',
      about:
        'Comma list of the seconds from each failed attempt to deliver a callback to the next, each a fifth shorter or longer by chance. After the last of them it is dead',
      fallback: RETRY_PAUSES_MS.map((ms) => ms / 1_000).join(','),
      parse: parseRetryPauses,
    }),
    tdmq: read({
      env: 'LEMNIS_TDMQ',
      about:
        'Comma list of REGION=amqp://USER:PASSWORD@HOST:PORT/VHOST (or amqps): the broker that takes the TDMQ callbacks of a region (sh, bj, gz, cd, hk, or * for all others)',
      fallback: '',
      parse: parseBrokers,
      secret: true,
    }),
    keepMs:
      DAY_MS *
      read(
        numberSetting({
          env: 'LEMNIS_ATTEMPTS_KEEP_DAYS',
          about: 'How many days a delivered callback and the evidence of its attempts are kept',
          fallback: 30,
          min: 1,
          max: 3_650,
        }),
      ),
    keepAttempts: read(
      numberSetting({
        env: 'LEMNIS_ATTEMPTS_KEEP',
        about: 'How many attempts are kept at most; the oldest go first',
        fallback: 1_000_000,
        min: 1_000,
        max: 1_000_000_000,
      }),
    ),
    alertUrl: read({
      env: 'LEMNIS_ALERT_URL',
      about:
        'An http or https address that is told, with a signed POST, when an endpoint was parked; it is guarded as callbacks are',
      fallback: '',
      parse: parseAlertUrl,
      secret: true,
    }),
  }
}

/** Returns the addresses that callbacks may go to, from a service that listens on `host`. */
export function addressPolicyOf(
  { allow, redirect }: Pick<CallbackSettings, 'allow' | 'redirect'>,
  host: string,
): AddressPolicy {
  const { only, rules } = allow
  const redirected = redirect ? [ruleOf(destinationOf(new URL(redirect.url)))] : []
  return { allow: [...rules, ...redirected], only, loopbackOpen: isLoopbackHost(host) }
}

function parseAlertUrl(text: string): string | undefined {
  if (text === '') return undefined
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw new Error('it must be an http or https address')
}

/**
 * Returns the keys of `LEMNIS_WEBHOOK_SECRET`, a comma list of `whsec_…`. Each callback is signed with all of them, so
 * that receivers have time to change from one to the next.
 * @throws TypeError when one is not usable; the message does not repeat it.
 */
export function parseWebhookKeys(secrets: string): readonly WebhookKey[] {
  return secrets
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .map(webhookKey)
}
