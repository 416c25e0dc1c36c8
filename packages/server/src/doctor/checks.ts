import path from 'node:path'
import type { Check, Looked, Problem } from '../base/check.ts'
import { checkBuckets } from '../buckets/check-buckets.ts'
import { addressPolicyOf } from '../callbacks/config.ts'
import { checkAddresses, type Address } from '../callbacks/operator/check-addresses.ts'
import { recentAddresses } from '../callbacks/operator/last-addresses.ts'
import type { Redirect } from '../callbacks/redirect.ts'
import { endpointOf } from '../callbacks/scope.ts'
import { createResolver } from '../callbacks/transports/http/resolve-host.ts'
import { checkDirectory } from '../config/check-directory.ts'
import { checkSettings } from '../config/check-settings.ts'
import type { Settings } from '../config/read-settings.ts'
import { checkDatabase } from '../db/check-database.ts'
import type { Database } from '../db/database.ts'
import { DATABASE_FILE } from '../db/open-database.ts'
import { fetchServerTime } from '../db/postgres/fetch-server-time.ts'
import { checkStoredBytes } from '../engine/objects/check-stored-bytes.ts'
import { checkWork } from '../engine/operator/check-work.ts'
import { checkCodecs } from '../media/check-codecs.ts'
import { checkRuntime } from '../media/pool/check-runtime.ts'
import { notifiedAddresses } from '../queues/notified-addresses.ts'
import { checkStorage } from '../storage/check-storage.ts'
import { fetchStorageTime } from '../storage/fetch-storage-time.ts'
import { checkDenoiser } from '../tags/noise-reduction/check-denoiser.ts'
import { checkClock, type FetchServerTime } from './check-clock.ts'
import { checkOutages } from './check-outages.ts'
import type { CheckContext } from './doctor-context.ts'

const RECENT_ADDRESSES = 20
/** On a small machine two children start slowly while the other checks run. */
const CHILD_LIMIT_MS = 20_000

const NPM_CI = 'Run "npm ci" again under this user; the log of the media process says what broke.'

/** Every check, in the order of the report. */
export const CHECKS: readonly Check<CheckContext>[] = [
  {
    name: 'runtime',
    advice: 'Install Node 24 or later, or run "npm ci" with optional dependencies.',
    run: checkRuntime,
  },
  {
    name: 'settings',
    advice: 'See docs/settings.md.',
    run: ({ environment, settings }) => checkSettings(environment, settings),
  },
  {
    name: 'directory',
    advice: 'See whether the disk of LEMNIS_DATA_DIR still answers.',
    run: checkDirectory,
  },
  {
    name: 'outages',
    advice: 'See the log of the service.',
    run: ({ outages }) => checkOutages(outages),
  },
  {
    name: 'database',
    advice: 'Start the database, open the way to it, or correct DATABASE_URL.',
    run: checkDatabaseOf,
  },
  {
    name: 'storage',
    advice:
      'See whether the storage answers (LEMNIS_STORAGE, LEMNIS_S3_ENDPOINT) and lets this user write (LEMNIS_DATA_DIR).',
    run: (context, signal) =>
      checkStorage({ ...context, settings: context.settings.storage, open: context.openStorage }, signal),
  },
  {
    name: 'bytes',
    advice: 'See the check "database".',
    needs: 'database',
    run: checkBytesOf,
  },
  {
    name: 'buckets',
    advice: 'See the check "database".',
    needs: 'database',
    run: async ({ openDatabase }) => checkBuckets((await openDatabase()).db.reader),
  },
  {
    name: 'clock',
    advice: 'See the checks "database" and "storage".',
    run: ({ clock, settings }, signal) => checkClock({ clock, others: otherClocks(settings) }, signal),
  },
  {
    name: 'codecs',
    advice: NPM_CI,
    limitMs: CHILD_LIMIT_MS,
    run: checkCodecs,
  },
  {
    name: 'denoiser',
    advice: NPM_CI,
    limitMs: CHILD_LIMIT_MS,
    run: ({ settings, log }, signal) => checkDenoiser({ ...settings.media, log }, signal),
  },
  {
    name: 'processes',
    advice: 'See the check "database".',
    needs: 'database',
    run: checkWorkOf,
  },
  {
    name: 'addresses',
    advice: 'See whether the DNS servers of this machine answer.',
    run: checkSetAddresses,
  },
  {
    name: 'receivers',
    advice: 'See whether the DNS servers of this machine answer.',
    needs: 'database',
    run: checkReceivers,
  },
]

/** What changes from one moment to the next, and costs no more than some short statements. */
export const LIVE_CHECKS = checksNamed(['outages', 'processes'])

/** What of a set-up can be looked at in passing: no network, no child process. */
export const SET_UP_CHECKS = checksNamed(['runtime', 'settings', 'directory', 'bytes', 'buckets'])

function checksNamed(names: readonly string[]): readonly Check<CheckContext>[] {
  return CHECKS.filter(({ name }) => names.includes(name))
}

function checkDatabaseOf(
  { settings, dataDir, clock, isRunning, openDatabase }: CheckContext,
  signal: AbortSignal,
): Promise<Looked> {
  const open = async (): Promise<Database> => (await openDatabase()).db
  const file = path.join(dataDir, DATABASE_FILE)
  return checkDatabase({ settings: settings.database, file, open, isRunning, clock }, signal)
}

async function checkBytesOf({ settings, openDatabase }: CheckContext): Promise<Looked> {
  const { db, clock } = await openDatabase()
  return checkStoredBytes({ db: db.reader, settings: settings.storage, now: clock.now() })
}

async function checkWorkOf({ settings, isRunning, openDatabase }: CheckContext): Promise<Looked> {
  const { db, clock } = await openDatabase()
  // Only this process can have the embedded database open: without a service no worker and no sender runs.
  const someoneWorks = isRunning || settings.database.url !== undefined
  return checkWork({ db: db.reader, now: clock.now(), someoneWorks })
}

/** The addresses of the settings, and `--callback-url`: they need no database. */
async function checkSetAddresses(context: CheckContext, signal: AbortSignal): Promise<Looked> {
  const { callbackUrl } = context
  const { alertUrl, redirect, tdmq } = context.settings.callbacks
  const addresses: Address[] = []
  const url = redirect?.url ?? callbackUrl
  if (url !== undefined)
    addresses.push({ url, source: callbackUrl === undefined ? 'configured' : 'requested' })
  if (alertUrl !== undefined) addresses.push({ url: alertUrl, source: 'configured' })
  const none = 'No setting names an address for callbacks or alerts; --callback-url tries one.'
  const brokers = redirect ? [] : tdmq.list()
  const looked = await checkAddresses({ ...connectionOptions(context), addresses, brokers, none }, signal)
  if (!redirect || callbackUrl === undefined || 'skipped' in looked) return looked
  return { ...looked, problems: [...looked.problems, notTried(callbackUrl, redirect)] }
}

function notTried(callbackUrl: string, { endpoint }: Redirect): Problem {
  return {
    state: 'warning',
    what: `${endpointOf(callbackUrl)} was not tried: LEMNIS_CALLBACK_TO sends all callbacks to ${endpoint}.`,
    advice: 'Unset LEMNIS_CALLBACK_TO to have callbacks sent to their own addresses.',
  }
}

/** The addresses of queues, and of the last callbacks. */
async function checkReceivers(context: CheckContext, signal: AbortSignal): Promise<Looked> {
  const { redirect } = context.settings.callbacks
  if (redirect) return { skipped: `LEMNIS_CALLBACK_TO sends all callbacks to ${redirect.endpoint}.` }
  const { reader } = (await context.openDatabase()).db
  const set = (await notifiedAddresses(reader)).map((url) => ({ url, source: 'configured' }) as const)
  const used = (await recentAddresses(reader, RECENT_ADDRESSES)).map(
    (url) => ({ url, source: 'used' }) as const,
  )
  const none = 'No queue names an address, and no callback was made yet.'
  return checkAddresses(
    { ...connectionOptions(context), addresses: [...set, ...used], brokers: [], none },
    signal,
  )
}

/** The same as the sender's. */
function connectionOptions({ settings, clock }: CheckContext) {
  const policy = addressPolicyOf(settings.callbacks, settings.http.host)
  return { policy, resolve: createResolver(), clock }
}

function otherClocks({
  database: { url, pooled },
  storage,
}: Settings): Readonly<Record<string, FetchServerTime>> {
  return {
    ...(url !== undefined && { database: () => fetchServerTime({ url, pooled }) }),
    storage: (signal) => fetchStorageTime(storage, signal),
  }
}
