import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const job = { job: z.string(), run: z.string(), node: z.string(), input: z.string() }
const shape = z.discriminatedUnion('what', [
  z.object({ what: z.literal('start'), ...job, at: z.number() }),
  z.object({ what: z.literal('end'), ...job, outcome: z.enum(['Success', 'Failed']), at: z.number() }),
  /** After a cancel was committed: how each job of the run stood; `TakenBack` from a worker that was lost. */
  z.object({ what: z.literal('cancelled'), run: z.string(), jobs: z.record(z.string(), z.string()) }),
])

/** What somebody saw who is not the database; `at` in ms since 1970. */
export type Evidence = z.infer<typeof shape>

/**
 * One line after the other in a file of all processes, each written at once: a kill loses none that was written, and the
 * order is the one in which they happened. Not synced: only processes are killed.
 */
export function recordEvidence(directory: string, evidence: Evidence): void {
  appendFileSync(fileIn(directory), `${JSON.stringify(evidence)}\n`)
}

export async function readEvidence(directory: string): Promise<readonly Evidence[]> {
  const text = await readFile(fileIn(directory), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => shape.parse(JSON.parse(line)))
}

function fileIn(directory: string): string {
  return path.join(directory, 'evidence.jsonl')
}
