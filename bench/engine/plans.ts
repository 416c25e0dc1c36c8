import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { claimJobs } from '../../packages/server/src/engine/work/claim.ts'
import { finishRuns } from '../../packages/server/src/engine/work/finish.ts'
import { listJobs } from '../../packages/server/src/engine/jobs/read-jobs.ts'
import { grow } from './growth.ts'
import type { LemnisContender } from './lemnis.ts'

/** A statement as it was sent; its values are known on PostgreSQL only, whose plans depend on them. */
interface Sent {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Prints the query plan of each statement of a submit, a claim, an end and a list, on a grown table. */
export async function printPlans(contender: LemnisContender, url: string | undefined): Promise<void> {
  const { engine, bucket } = contender
  await grow(contender)
  const list = (): Promise<unknown> =>
    listJobs(engine.db.reader, {
      bucketId: bucket.id,
      direction: 'desc',
      states: ['Failed'],
      tag: 'Rare',
      limit: 10,
    })
  const cycle = async (): Promise<void> => {
    await contender.submit(0)
    const [claim] = await claimJobs(engine, { limit: 1 })
    if (!claim) throw new Error('nothing was claimed')
    await finishRuns(engine, [
      { claim, outcome: { kind: 'success', message: 'SUCCESS', result: {}, files: [] } },
    ])
  }
  const sent = await record(async () => {
    await cycle()
    await list()
  })
  const explain = url === undefined ? explainSqlite(contender) : explainPostgres(url)
  for (const statement of sent) {
    console.log(`\n${statement.text.replaceAll(/\s+/g, ' ').trim().slice(0, 300)}`)
    for (const line of await explain(statement)) console.log(`    ${line}`)
  }
}

/** Every statement on tables that is sent meanwhile, each text once. What was prepared before is not seen on SQLite. */
async function record(work: () => Promise<void>): Promise<readonly Sent[]> {
  const sent = new Map<string, Sent>()
  const note = (text: string, values: readonly unknown[]): void => {
    if (/^\s*(?:select|insert|update|delete|with)\b/i.test(text)) sent.set(text, { text, values })
  }
  using _sqlite = intercept(DatabaseSync.prototype, 'prepare', ([text]) => {
    if (typeof text === 'string') note(text, [])
  })
  using _postgres = intercept(pg.Client.prototype, 'query', ([asked, values]) => {
    if (typeof asked === 'string') note(asked, Array.isArray(values) ? values : [])
    else if (isQuery(asked)) note(asked.text, asked.values ?? [])
  })
  await work()
  return [...sent.values()]
}

/** Tells the arguments of every call of a method until it is disposed. */
function intercept(prototype: object, name: string, observe: (args: readonly unknown[]) => void): Disposable {
  const method: unknown = Reflect.get(prototype, name)
  if (typeof method !== 'function') throw new Error(`there is no method ${name}`)
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
    observe(args)
    const answer: unknown = Reflect.apply(method, this, args)
    return answer
  })
  return {
    [Symbol.dispose]() {
      Reflect.set(prototype, name, method)
    },
  }
}

function isQuery(asked: unknown): asked is { readonly text: string; readonly values?: readonly unknown[] } {
  return typeof asked === 'object' && asked !== null && 'text' in asked && typeof asked.text === 'string'
}

type Explain = (statement: Sent) => Promise<readonly string[]>

function explainPostgres(url: string): Explain {
  return async ({ text, values }) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${text}`, [
        ...values,
      ])
      return rows.map((row) => row['QUERY PLAN'])
    } finally {
      await client.end()
    }
  }
}

function explainSqlite({ directory }: LemnisContender): Explain {
  return (statement) => {
    const db = new DatabaseSync(`${directory}/lemnis.db`, { readOnly: true })
    try {
      const rows = db.prepare(`EXPLAIN QUERY PLAN ${statement.text}`).all()
      return Promise.resolve(rows.map(({ detail }) => String(detail)))
    } finally {
      db.close()
    }
  }
}
