import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { expect, test } from 'vitest'
import type { Tables } from '../db/database.ts'
import { listTemplates } from './store.ts'

test('the statements of a list are the same for a name of any length, as each is kept prepared', async () => {
  const texts = new Set<string>()
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (own) => new SqliteIntrospector(own),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    log: ({ query }) => {
      texts.add(query.sql)
    },
  })
  for (const namePrefix of ['a', 'ab', 'abc'])
    await listTemplates(db, { bucketId: 1, tags: undefined, namePrefix, offset: 0, limit: 10 })
  expect(texts.size).toBe(2)
})
