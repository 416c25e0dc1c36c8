import { CALLBACK_FAULTS } from './callback-faults.ts'
import type { Fault } from './fault.ts'
import { JOB_FAULTS } from './job-faults.ts'
import { OBJECT_FAULTS } from './object-faults.ts'
import { WORKFLOW_FAULTS } from './workflow-faults.ts'

export const FAULTS: readonly Fault[] = [
  ...OBJECT_FAULTS,
  ...JOB_FAULTS,
  ...CALLBACK_FAULTS,
  ...WORKFLOW_FAULTS,
]
