import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { expandVariables } from '../../../packages/server/src/protocol/jobs/output-variables.ts'
import { optionalField, textAt } from '../../../packages/server/src/protocol/xml/read-fields.ts'
import type { ProducedFile, Tag, TagJob } from '../../../packages/server/src/tags/tag.ts'
import { recordEvidence } from './evidence.ts'
import { fails } from './graph.ts'

const params = z.object({ node: z.string(), ms: z.number(), outputs: z.int(), fails: z.string() })
type Params = z.infer<typeof params>

/** A tag whose jobs wait, make as many small objects as their node says or fail, and leave evidence in `directory`. */
export function createGraphTag(name: string, directory: string): Tag {
  return {
    name,
    family: 'media',
    idLetter: 'j',
    parameters: [],
    read({ field }) {
      const graph = optionalField(field, 'Graph') ?? field
      return params.parse({
        node: textAt(graph, 'Node'),
        ms: Number(textAt(graph, 'Ms')),
        outputs: Number(textAt(graph, 'Outputs')),
        fails: textAt(graph, 'Fails'),
      })
    },
    show: () => ({ params: [], results: [] }),
    async run(job, _tools, signal) {
      const wanted = params.parse(job.params)
      const seen = {
        job: job.id,
        run: job.output?.object?.split('/')[1] ?? '',
        node: wanted.node,
        input: path.posix.basename(job.input?.key ?? ''),
      }
      recordEvidence(directory, { what: 'start', ...seen, at: Date.now() })
      if (wanted.ms > 0) await sleep(wanted.ms, signal)
      if (signal.aborted) return { kind: 'aborted' }
      const isFailing = fails(wanted.fails, seen.input)
      const files = isFailing ? [] : await makeFiles(job, wanted)
      recordEvidence(directory, {
        what: 'end',
        ...seen,
        outcome: isFailing ? 'Failed' : 'Success',
        at: Date.now(),
      })
      if (isFailing) return { kind: 'failed', code: 'ResourceNotSupported', message: 'as it was asked to' }
      return { kind: 'success', message: 'SUCCESS', result: {}, files }
    },
  }
}

async function makeFiles({ output, directory }: TagJob, { outputs }: Params): Promise<ProducedFile[]> {
  const files: ProducedFile[] = []
  for (let number = 1; number <= outputs; number += 1) {
    const { region = '', bucket = '', object = '' } = output ?? {}
    const file = path.join(await directory(), String(number))
    await writeFile(file, String(number))
    const key = expandVariables(object, { Number: String(number) })
    files.push({ path: file, place: { region, bucket, object: key }, contentType: 'text/plain' })
  }
  return files
}
