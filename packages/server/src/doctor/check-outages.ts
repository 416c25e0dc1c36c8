import type { Looked, Problem } from '../base/check.ts'
import type { Resource } from '../base/outage.ts'
import type { Outage, Outages } from '../base/outages.ts'

const ADVICE: Readonly<Record<Resource, string>> = {
  database: 'See the check "database".',
  storage: 'See the check "storage".',
  scratch:
    'Make room on the disk of LEMNIS_DATA_DIR, below which jobs write, and see that this user may write there.',
  descriptors: 'Raise the limit of open files (LimitNOFILE=, ulimit -n), or lower LEMNIS_MAX_CONNECTIONS.',
  processes: 'Raise the limit of processes (TasksMax=, ulimit -u, pids of the container).',
  memory: 'Lower LEMNIS_CONCURRENCY, or give the machine or the container more memory.',
}

/** What the running service has to do without, and what to do about it. */
export function checkOutages(outages: Outages | undefined): Looked {
  if (!outages) return { skipped: 'What a service has to do without is known to the service alone.' }
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
  const what = `${message} That is so since ${new Date(since).toISOString()}, and no job is begun meanwhile.`
  return { state: 'failed', what, advice: ADVICE[resource] }
}
