import path from 'node:path'
import { systemClock } from '../../../packages/server/src/base/clock.ts'
import { createIds } from '../../../packages/server/src/base/ids.ts'
import { silentLog } from '../../../packages/server/src/base/log.ts'
import { openDatabase } from '../../../packages/server/src/db/open-database.ts'
import type { JobEngine } from '../../../packages/server/src/engine/engine.ts'
import { createTagRegistry } from '../../../packages/server/src/tags/registry.ts'
import { pauseEngine } from '../../../tooling/pause-jobs/pause-tag.ts'
import { createGraphTag } from './graph-tag.ts'
import { TYPES } from './graph.ts'

interface OpenedEngine extends AsyncDisposable {
  readonly engine: JobEngine
  readonly soleProcess: boolean
}

/** The engine on PostgreSQL, or on the file in `directory`, with the tags of graphs. */
export async function openGraphEngine(at: {
  readonly databaseUrl?: string | undefined
  readonly directory: string
}): Promise<OpenedEngine> {
  const { databaseUrl: url, directory } = at
  const log = silentLog()
  const file = path.join(directory, 'lemnis.db')
  const opened = await openDatabase({ url, connections: 10, pooled: false, file, clock: systemClock, log })
  const { db, clock, soleProcess } = opened
  const tags = createTagRegistry(TYPES.map((type) => createGraphTag(type, directory)))
  return {
    engine: { ...pauseEngine({ db, clock, ids: createIds(clock), log }), tags },
    soleProcess,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}
