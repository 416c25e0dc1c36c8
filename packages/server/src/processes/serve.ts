import { describeDestinations } from '../callbacks/describe-destinations.ts'
import { announcement } from './announcement.ts'
import type { AppContext } from './app-context.ts'
import { environmentLine } from './environment-line.ts'
import { openService } from './open-service.ts'
import { ignoreOutputErrors, runProcess } from './run-process.ts'
import { untilStopSignal } from './stop-signals.ts'
import { readServeOptions, type ServeOptions } from './worker-options.ts'

/** `lemnis serve`: runs the API, the sender and the worker until a stop signal. Returns the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const options = readServeOptions(args)
  ignoreOutputErrors()
  return runProcess(() => runService(options))
}

async function runService(options: ServeOptions): Promise<void> {
  await using service = await openService(process.env, options)
  const { context, url } = service
  if (options.printEnv) process.stdout.write(environmentLine(context, url))
  else announce(context, url)
  await untilStopSignal({
    log: context.engine.log,
    graceMs: context.settings.worker.graceMs,
    input: options.untilStdinEnds ? process.stdin : undefined,
  })
  await service.stop()
}

function announce({ secrets, settings }: AppContext, url: string): void {
  const isTerminal = process.stdout.isTTY
  const callbacks = describeDestinations(settings.callbacks, settings.http.host)
  process.stdout.write(announcement({ url, secrets, callbacks, isTerminal }))
}
