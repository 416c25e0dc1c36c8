import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { goldenPath } from '../../../packages/server/src/tags/testing/tag-folder.ts'
import { TAGS } from '../../../packages/server/src/tags/testing/test-tags.ts'
import type { Outcome } from '../outcome.ts'
import type { Stage } from '../stage.ts'
import { run } from '../run.ts'
import type { Workplace } from './workplace.ts'

const PROGRAM = fileURLToPath(new URL('callbacks', import.meta.url))
/** The folders of kept callbacks: of a run, and of each tag. */
const GOLDEN = [
  new URL('../../callbacks/golden/', import.meta.url),
  ...TAGS.map(({ name }) => goldenPath(name, 'sample/')),
].map((folder) => fileURLToPath(folder))
const GROUP = 'go callbacks'
const LONGEST_MS = 60_000
const Line = z.object({
  name: z.string(),
  kind: z.enum(['passed', 'failed']),
  detail: z.string().exactOptional(),
})

/** The kept callbacks of every tag, decoded by plain types of Go, and in XML by those of the SDK. */
export async function* decodeCallbacks(stage: Stage, { compile }: Workplace): AsyncGenerator<Outcome, void> {
  for (const form of ['native', 'page']) {
    const program = path.join(stage.scratch, `callbacks-${form}`)
    const files = ['main', 'shapes', form].map((name) => path.join(PROGRAM, `${name}.go`))
    const wrong = await compile(['build', '-o', program, ...files])
    if (wrong !== undefined) {
      yield { group: GROUP, name: form, kind: 'failed', detail: wrong }
      continue
    }
    const { output } = await run([program, ...GOLDEN], {
      ...{ cwd: stage.scratch, env: stage.env, longestMs: LONGEST_MS },
      log: path.join(stage.scratch, 'callbacks.log'),
    })
    for (const line of output.trim().split('\n')) yield { group: GROUP, ...Line.parse(JSON.parse(line)) }
  }
}
