import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CALLBACK_FAULTS } from './callback-faults.ts'
import { plantIn, SOURCE, type Fault } from './fault.ts'
import { JOB_FAULTS } from './job-faults.ts'
import { MEDIA_FAULTS } from './media-faults.ts'
import { OBJECT_FAULTS } from './object-faults.ts'
import { WORKFLOW_FAULTS } from './workflow-faults.ts'

export const FAULTS: readonly Fault[] = [
  ...OBJECT_FAULTS,
  ...JOB_FAULTS,
  ...CALLBACK_FAULTS,
  ...WORKFLOW_FAULTS,
  ...MEDIA_FAULTS,
]

/** A sentence for each row whose text is not, or not once, in its file any more. */
export function staleRows(root: string, faults: readonly Fault[]): readonly string[] {
  return faults.flatMap((fault) => {
    const file = path.join(root, SOURCE, fault.file)
    if (!existsSync(file)) return [`"${fault.name}": there is no file ${fault.file}`]
    try {
      plantIn(readFileSync(file, 'utf8'), fault)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
}
