// A service that is killed while a child works: prints the child's pid and keeps it busy.
import { silentLog } from '../../../base/log.ts'
import { createMediaPool } from '../pool.ts'

const pool = createMediaPool({ size: 1, log: silentLog() })
const module = new URL('./test-child.ts', import.meta.url)
const never = new AbortController().signal
await pool.run({ module, input: { does: 'answer' } }, never)
void pool.run(
  {
    module,
    input: { does: process.argv[2] ?? 'hang', ms: 30_000 },
    onProgress: () => process.stdout.write(`${pool.pids.join(' ')}\n`),
  },
  never,
)
process.stdout.write(`${pool.pids.join(' ')}\n`)
