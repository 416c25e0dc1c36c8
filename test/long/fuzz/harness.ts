import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { residentBytes, serviceOf } from '../../process-tree.ts'
import { makeInputs } from './make-inputs.ts'
import { BUCKET, cosHost, OBJECT_BUCKET, QUEUE_BUCKET, REGION } from './hosts.ts'
import { send } from './send.ts'
import { GRAMMARS } from './tags/all-grammars.ts'

/**
 * Longer than the stall limit of a media process, so that a hanging task is distinguished from a slow one on a busy
 * machine.
 */
const TIME_LIMIT_S = 80
const MiB = 2 ** 20

export interface FuzzHarness extends AsyncDisposable {
  readonly service: RunningService
  /** Of the service itself, without its media children, in bytes. */
  residentBytes(): number
  /** Returns problems of the process and its log since the last call. */
  complaints(): readonly string[]
  /** Returns the end of the service's log. */
  lastLog(): string
}

/** Starts the real service with the objects of the cases. */
export async function openHarness(seed: number): Promise<FuzzHarness> {
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

/** Returns the launcher's only child; 0 if it has exited. */
function servicePid({ child }: RunningService): number {
  return serviceOf(child.pid)
}

/** Node's own output is no JSON: warnings, and why it died. */
function isAlarming(line: string): boolean {
  return !/^\{"level":"(?:trace|debug|info|warn)"/.test(line)
}
