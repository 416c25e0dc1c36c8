import { countBuckets } from '../buckets/store.ts'
import { describeDestinations } from '../callbacks/describe-destinations.ts'
import { assertSettings } from '../config/check-settings.ts'
import { readSettings, SettingsError } from '../config/read-settings.ts'
import { announcement } from './announcement.ts'
import type { AppContext } from './app-context.ts'
import { environmentLine } from './environment-line.ts'
import { openService } from './open-service.ts'
import { ignoreOutputErrors, runProcess } from './run-process.ts'
import { endAtSignals, untilStopSignal } from './stop-signals.ts'
import { makeTemporaryDirectory } from './temporary-directory.ts'
import { warnOfUnknownQueues } from './unknown-queues.ts'
import { readServeOptions, type ServeOptions } from './worker-options.ts'

const NO_WORKER =
  'lemnis serve --no-worker leaves the jobs to other processes on one PostgreSQL: set DATABASE_URL (docs/many-machines.md). No other process can use the embedded database, and nothing would run the jobs.'

/** `lemnis serve`: runs the API, the sender and the worker until a stop signal. Returns the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const options = readServeOptions(args)
  ignoreOutputErrors()
  return runProcess(() => runService(options))
}

async function runService(options: ServeOptions): Promise<void> {
  assertSettings(options.assertSettings)
  if (!options.worker && readSettings(process.env).database.url === undefined)
    throw new SettingsError(NO_WORKER)
  await using temporary = options.temporary ? await makeTemporaryDirectory('lemnis-serve-') : undefined
  const environment = temporary ? { ...process.env, LEMNIS_DATA_DIR: temporary.path } : process.env
  // A signal during the start would end the process without its exit handlers.
  const starting = temporary && endAtSignals()
  await using service = await openService(environment, options)
  starting?.[Symbol.dispose]()
  const { context, url } = service
  await warnOfUnknownQueues(context, options)
  if (options.printEnv) process.stdout.write(environmentLine(context, url))
  else await announce(context, url)
  await untilStopSignal({
    log: context.engine.log,
    graceMs: context.settings.worker.graceMs,
    input: options.untilStdinEnds ? process.stdin : undefined,
  })
  await service.stop()
}

async function announce({ secrets, settings, engine }: AppContext, url: string): Promise<void> {
  const isTerminal = process.stdout.isTTY
  const callbacks = describeDestinations(settings.callbacks, settings.http.host)
  const hasCertificate = settings.http.tlsCert !== undefined
  const hasBucket = (await countBuckets(engine.db.reader)) > 0
  process.stdout.write(announcement({ url, hasCertificate, secrets, callbacks, hasBucket, isTerminal }))
}
