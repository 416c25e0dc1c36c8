import type { Fault } from './fault.ts'

/** Runs of workflows, and batches. */
export const WORKFLOW_FAULTS: readonly Fault[] = [
  {
    name: 'a node ends with the first of its jobs',
    file: 'workflows/advance.ts',
    find: "tasks.some(({ state }) => state === 'Running')",
    replace: "tasks.every(({ state }) => state === 'Running')",
    suites: ['workflows'],
  },
  {
    name: 'a node starts as soon as one of those before it has succeeded',
    file: 'workflows/advance.ts',
    find: 'before.some((name) => name !== START',
    replace: 'before.every((name) => name !== START',
    suites: ['engine/workflows'],
  },
  {
    name: 'two jobs of a run that end at once both advance it from where it was',
    file: 'workflows/executions.ts',
    find: 'await forUpdate(tx, query).executeTakeFirst()',
    replace: 'await query.executeTakeFirst()',
    suites: ['engine/workflows'],
    project: 'postgres',
  },
  {
    name: 'the output of a workflow starts the workflow again',
    file: 'engine/workflows/trigger-workflows.ts',
    find: '!lineage.includes(workflowId) && ',
    replace: '',
    suites: ['engine/workflows'],
  },
  {
    name: 'a run that was cancelled goes on',
    file: 'engine/workflows/start-run.ts',
    find: "if (execution.state !== 'Running') {",
    replace: "if (execution.state === 'Success') {",
    suites: ['engine/workflows'],
  },
  {
    name: 'the end of a run is told to nobody',
    file: 'engine/workflows/start-run.ts',
    find: "if (state !== 'Running') await",
    replace: "if (state === 'Failed') await",
    suites: ['engine/workflows'],
  },
  {
    name: 'the cursor of a batch stays behind what it submitted when its queue is full',
    file: 'engine/batches/advance-batch.ts',
    find: 'next = { ...next, cursor, seen, submitted',
    replace: 'next = { ...next, seen, submitted',
    suites: ['engine/batches'],
  },
  {
    name: 'a page that another process has taken is taken again',
    file: 'engine/batches/advance-batch.ts',
    find: "read && found.phase === 'Listing' && isCurrent",
    replace: "read && found.phase === 'Listing' && (isCurrent || now > 0)",
    suites: ['engine/batches'],
  },
  {
    name: 'who lost the lease of a batch still advances it',
    file: 'batches/store.ts',
    find: "selectAll().where('seq', '=', seq).where('lease_token', '=', token)",
    replace: "selectAll().where('seq', '=', seq).where('lease_token', '>=', token.slice(0, 0))",
    suites: ['engine/batches'],
  },
  {
    name: 'batches leave no room in a queue to others',
    file: 'engine/batches/batch-capacity.ts',
    find: 'most - Math.floor(most / LEFT_TO_OTHERS) - waiting',
    replace: 'most - 0 * LEFT_TO_OTHERS - waiting',
    suites: ['engine/batches'],
  },
  {
    name: 'a batch is done while a job of it is still open',
    file: 'engine/batches/advance-batch.ts',
    find: 'succeeded + failed + cancelled < submitted) return batch',
    replace: 'succeeded + failed + cancelled < submitted - 1) return batch',
    suites: ['engine/batches'],
  },
]
