import { isoSince, type Looked, type Problem } from '../base/check.ts'
import type { Resource } from '../base/outages/outage.ts'
import type { Outage, Outages } from '../base/outages/outages.ts'

const ADVICE: Readonly<Record<Resource, string>> = {
  database: 'See the check "database".',
  storage: 'See the check "storage".',
  scratch:
    'Free space on the disk of LEMNIS_DATA_DIR, below which jobs write, and make sure that this user may write there.',
  descriptors: 'Raise the limit of open files (LimitNOFILE=, ulimit -n), or lower LEMNIS_MAX_CONNECTIONS.',
  processes: 'Raise the limit of processes (TasksMax=, ulimit -u, pids of the container).',
  memory: 'Lower LEMNIS_CONCURRENCY, or give the machine or the container more memory.',
}

/** The outages of the running service, and how to end them. */
export function checkOutages(outages: Outages | undefined): Looked {
  if (!outages) return { skipped: 'Only a running service knows its outages.' }
  const { open, counts } = outages
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const since = [...counts].flatMap(([resource, count]) => (count > 0 ? `${resource} ${count}` : []))
  const names = open.map(({ resource }) => resource).join(', ')
  return {
    found: `${open.length === 0 ? 'none now' : names}, ${total} since the start${total > 0 ? ` (${since.join(', ')})` : ''}`,
    figures: { open: names, total },
    problems: open.map(toProblem),
  }
}

function toProblem({ resource, message, since }: Outage): Problem {
  const what = `${message} Since ${new Date(since).toISOString()} no job is started.`
  const about = { kind: 'outage', name: resource, since: isoSince(since) }
  return { state: 'failed', what, advice: ADVICE[resource], about }
}
