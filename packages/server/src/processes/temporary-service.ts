import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CommandError, type TemporaryService } from '../cli/command.ts'
import { openService } from './open-service.ts'
import { operatorMessage } from './run-process.ts'

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
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-run-'))
  const removeNow = (): void => {
    rmSync(directory, { recursive: true, force: true })
  }
  // A second Ctrl-C ends the process at once.
  process.once('exit', removeNow)
  opened.defer(async () => {
    await rm(directory, { recursive: true, force: true })
    process.off('exit', removeNow)
  })
  const service = opened.use(await open(settingsFor(environment, directory)))
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
