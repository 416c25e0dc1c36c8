import { askAdmin } from '../../test/admin-client.ts'
import type { RunningService } from '../../tooling/start-service.ts'
import { checkGoal, median } from '../figures.ts'

/** The longest that a first page may take, ms. */
const GOAL_MS = 300
const ROUNDS = 7

const FIRST = 'first-1250000000'

/** What the console asks for, with each of its filters: those that find much, and those that find little or nothing. */
const ROUTES = [
  '/status',
  '/attention',
  ...['1h', '6h', '24h'].map((range) => `/activity?range=${range}`),
  ...[
    '',
    ...['Submitted', 'Running', 'Success', 'Failed', 'Cancel', 'Pause'].map((state) => `&state=${state}`),
    ...['MediaInfo', 'Concat'].map((tag) => `&tag=${tag}`),
    ...[FIRST, 'second-1250000000', 'third-1250000000'].map((bucket) => `&bucket=${bucket}`),
    ...['ResourceNotFound', 'WriteTargetBucketDenied'].map((code) => `&code=${code}`),
    `&bucket=${FIRST}&input=in/17.mp3`,
    `&bucket=${FIRST}&state=Failed&tag=Snapshot`,
    ...['in/', 'in/1', 'in/17', 'none/'].map((prefix) => `&bucket=${FIRST}&inputPrefix=${prefix}`),
    ...['w0', 'w0&state=Failed', 'none'].map((workflow) => `&workflow=${workflow}`),
    ...['b0', 'b0&code=ResourceNotFound', 'none'].map((batch) => `&batch=${batch}`),
    '&since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z',
  ].map((filter) => `/jobs?limit=50${filter}`),
  ...[
    '',
    ...['pending', 'paused', 'parked', 'dead', 'delivered', 'undelivered'].map((state) => `&state=${state}`),
    ...['MediaInfo', 'Concat'].map((tag) => `&tag=${tag}`),
    ...['https://7.hooks.example', 'https://none.example'].map((endpoint) => `&endpoint=${endpoint}`),
    '&event=WorkflowFinish',
    '&job=j10000001',
    '&since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z',
  ].map((filter) => `/callbacks?limit=50${filter}`),
  ...[
    '/endpoints',
    '/queues',
    '/workflows',
    ...['', '?workflow=w7', '?workflow=w7&state=Running', '?batch=b0&state=Failed', '?batch=none'].map(
      (filter) => `/executions${filter}`,
    ),
    '/batches',
    '/templates',
    '/keys',
    '/buckets',
    '/audit',
    '/workers',
    '/settings',
    '/bulk-actions',
  ],
  ...['', '&delimiter=/', '&prefix=in/17/', '&prefix=in/&delimiter=/'].map(
    (filter) => `/objects?bucket=${FIRST}${filter}`,
  ),
  `/objects/usage?bucket=${FIRST}`,
]

/** Asks for each list some times. The first time counts: that is when somebody waits. */
export async function measureLists(service: RunningService): Promise<boolean> {
  console.log(`\nthe first page of each list, ms: the first time, then the median of ${ROUNDS}`)
  let slowest = 0
  for (const route of ROUTES) {
    const times: number[] = []
    let refused = ''
    for (let round = 0; round <= ROUNDS; round++) {
      const from = performance.now()
      const { status, body } = await askAdmin(service, route)
      times.push(performance.now() - from)
      if (status !== 200) refused = ` ${status} ${JSON.stringify(body).slice(0, 120)}`
    }
    const [first = 0, ...later] = times
    console.log(
      `  ${first.toFixed(0).padStart(6)} ${median(later).toFixed(0).padStart(6)}  ${route}${refused}`,
    )
    if (refused === '') slowest = Math.max(slowest, ...times)
  }
  return checkGoal({ name: 'the slowest answer of all, ms', value: slowest, atMost: GOAL_MS })
}
