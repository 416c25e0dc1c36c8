import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { childrenOf, residentBytes } from '../../process-tree.ts'
import { makeInputs } from './make-inputs.ts'
import { BUCKET, cosHost, OBJECT_BUCKET, QUEUE_BUCKET, REGION } from './place.ts'
import { send } from './send.ts'
import { GRAMMARS } from './tags/all-grammars.ts'

/**
 * Longer than the media process waits for a sign of progress, so that a task that hangs is told apart from one that is
 * slow on a busy machine.
 */
const TIME_LIMIT_S = 80
const MiB = 2 ** 20

export interface Bench extends AsyncDisposable {
  readonly service: RunningService
  /** Of the service itself, without its media children, in bytes. */
  residentBytes(): number
  /** What is wrong with the process or its log since the last time it was asked for. */
  complaints(): readonly string[]
  /** The end of what the service logged. */
  lastLog(): string
}

/** The real service, with the objects that the cases are about. */
export async function openBench(seed: number): Promise<Bench> {
  const service = await startService({
    settings: {
      LEMNIS_BUCKETS: [BUCKET, QUEUE_BUCKET, OBJECT_BUCKET].map((name) => `${name}@${REGION}`).join(','),
      LEMNIS_LOG_LEVEL: 'warn',
      LEMNIS_CONCURRENCY: '4',
      // What breaks off shows at once, and is not hidden by a try that goes well.
      LEMNIS_MAX_TRIES: '1',
      LEMNIS_TIME_LIMITS: GRAMMARS.map(({ tag }) => `${tag}=${TIME_LIMIT_S}`).join(','),
      LEMNIS_DENOISE: 'fast',
    },
  })
  for (const [key, body] of await makeInputs(seed)) {
    const { status } = await send(service, { method: 'PUT', host: cosHost(), path: `/${key}`, body })
    if (status !== 200) throw new Error(`the upload of ${key} was answered with ${status}`)
  }
  const pid = servicePid(service)
  let read = 0
  return {
    service,
    residentBytes: () => residentBytes(pid),
    complaints() {
      const log = service.log()
      const fresh = log.slice(read, log.lastIndexOf('\n') + 1)
      read += fresh.length
      const lines = fresh.split('\n').filter((line) => line !== '' && isAlarming(line))
      if (servicePid(service) === pid) return lines
      return [...lines, 'the process of the service is another one']
    },
    lastLog: () => service.log().slice(-2_000),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

export function inMiB(bytes: number): string {
  return `${(bytes / MiB).toFixed(1)} MiB`
}

/** The launcher's only child; 0 when it is gone. */
function servicePid({ child }: RunningService): number {
  return childrenOf(child.pid ?? 0)[0] ?? 0
}

/** What Node itself writes is no JSON: warnings, and how it died. */
function isAlarming(line: string): boolean {
  return !/^\{"level":"(?:trace|debug|info|warn)"/.test(line)
}
