import path from 'node:path'
import type { WebhookKey } from '@lemnis/receiver'
import type { ActivityRecorder } from '../activity/activity-recorder.ts'
import type { AddressPolicy } from '../callbacks/address-guard.ts'
import { addressPolicyOf, parseWebhookKeys } from '../callbacks/config.ts'
import type { Attempt } from '../callbacks/delivery/attempt.ts'
import { InFlightJournal } from '../callbacks/delivery/in-flight-journal.ts'
import { ParkedAlert } from '../callbacks/delivery/parked-alert.ts'
import { createSender, type Sender } from '../callbacks/delivery/sender.ts'
import { TransportRouter } from '../callbacks/transports/transport-router.ts'
import { HttpTransport } from '../callbacks/transports/http/http-transport.ts'
import { createResolver } from '../callbacks/transports/http/resolve-host.ts'
import { RabbitMqTransport } from '../callbacks/transports/rabbitmq/rabbitmq-transport.ts'
import type { Transport } from '../callbacks/transports/transport.ts'
import { staticKeys, storedKeys, type SigningKeys } from '../callbacks/webhook-keys.ts'
import type { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import type { AppContext } from './app-context.ts'

/** A broker that does not answer for so long is tried again by the next message, ms. */
const BROKER_CONNECT_MS = 15_000

/** What delivers callbacks, and what samples and management need of it. */
export interface CallbackDelivery extends AsyncDisposable {
  readonly sender: Sender
  readonly transport: Transport
  /** The addresses that callbacks may go to. */
  readonly addresses: AddressPolicy
  /** The keys that sign now, the newest first. */
  readonly keys: () => readonly WebhookKey[]
}

export async function openCallbackDelivery(
  context: AppContext,
  metrics: ServiceMetrics,
): Promise<CallbackDelivery> {
  await using opened = new AsyncDisposableStack()
  const { settings, dataDir, soleProcess, engine } = context
  const { db, clock, ids, log, activity } = engine
  const addresses = addressPolicyOf(settings.callbacks, settings.http.host)
  const transport = opened.use(createTransport(context, addresses))
  const journal = opened.use(new InFlightJournal(path.join(dataDir, 'sending.log')))
  const { current: keys } = opened.use(await openSigningKeys(context))
  const { alertUrl: url, redirect, retryPausesMs } = settings.callbacks
  const alert = opened.use(new ParkedAlert({ url, transport, keys, clock, ids, log }))
  const sender = createSender({
    db,
    clock,
    ids,
    log,
    transport,
    keys,
    journal,
    redirect,
    retryPausesMs,
    soleProcess,
    onAttempt(attempt) {
      metrics.observeAttempt(attempt)
      countAttempt(activity, attempt)
      alert.observe(attempt)
    },
  })
  const all = opened.move()
  return { sender, transport, addresses, keys, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

function countAttempt(
  activity: ActivityRecorder,
  { result, createdAt, endedAt }: Pick<Attempt, 'result' | 'createdAt' | 'endedAt'>,
): void {
  if (result.outcome !== 'delivered') activity.count('attempts_failed')
  else {
    activity.count('callbacks_delivered')
    activity.observe('callback_delivery', endedAt - createdAt)
  }
}

function createTransport(
  { settings, engine: { clock } }: AppContext,
  policy: AddressPolicy,
): TransportRouter {
  return new TransportRouter({
    http: new HttpTransport({ clock, policy, resolve: createResolver() }),
    tdmq: new RabbitMqTransport({
      clock,
      brokers: settings.callbacks.tdmq,
      connectTimeoutMs: BROKER_CONNECT_MS,
    }),
  })
}

/** Those of the settings, or else those of the database, which begin with the one made at the first start. */
async function openSigningKeys({ secrets, engine: { db, clock } }: AppContext): Promise<SigningKeys> {
  if (secrets.webhookSecretIsGiven) return staticKeys(parseWebhookKeys(secrets.webhookSecret))
  return storedKeys(db, clock, secrets.webhookSecret)
}
