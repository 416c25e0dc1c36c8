import path from 'node:path'
import { CommandError, type TemporaryService } from '../cli/command.ts'
import { openService } from './open-service.ts'
import { operatorMessage } from './run-process.ts'
import { makeTemporaryDirectory } from './temporary-directory.ts'

/** How jobs are run, and nothing of where a service keeps its data or who may reach it. */
const INHERITED = [
  'LEMNIS_CONCURRENCY',
  'LEMNIS_DENOISE',
  'LEMNIS_DENOISE_CHANNELS',
  'LEMNIS_DENOISE_WET',
  'LEMNIS_LOG_LEVEL',
  'LEMNIS_MAX_DURATION_S',
  'LEMNIS_TIME_LIMITS',
  'LEMNIS_TIME_ZONE',
] as const

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Starts a service in this process, on a free port of loopback and with a directory of its own, which is removed at
 * the end. Throws CommandError.
 */
export async function startTemporaryService(environment: Environment): Promise<TemporaryService> {
  await using opened = new AsyncDisposableStack()
  // A second Ctrl-C ends the process at once: the directory is removed all the same.
  const directory = opened.use(await makeTemporaryDirectory('lemnis-run-'))
  const service = opened.use(await open(settingsFor(environment, directory.path)))
  opened.defer(() => service.stop())
  const all = opened.move()
  return {
    url: service.url,
    adminToken: service.context.secrets.adminToken,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function settingsFor(environment: Environment, directory: string): Environment {
  return {
    LEMNIS_LOG_LEVEL: 'error',
    ...Object.fromEntries(
      INHERITED.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
    ),
    LEMNIS_BUCKETS: 'run-1@ap-guangzhou',
    LEMNIS_DATA_DIR: path.join(directory, 'data'),
    LEMNIS_HOST: '127.0.0.1',
    LEMNIS_PORT: '0',
    LEMNIS_SCRUB_DAYS: '0',
    LEMNIS_STOP_GRACE_S: '0',
  }
}

async function open(settings: Environment): ReturnType<typeof openService> {
  try {
    return await openService(settings, { worker: true })
  } catch (error) {
    const sentence = operatorMessage(error)
    throw sentence === undefined ? error : new CommandError(sentence, 1)
  }
}
