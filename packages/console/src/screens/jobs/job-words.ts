import type { JobJson } from '../../../../server/src/api-schemas/jobs.ts'

/** The states of jobs that have not ended. */
export const OPEN: ReadonlySet<string> = new Set(['Submitted', 'Pause', 'Running'])

/** What somebody knows a job by. */
export const titleOf = ({ tag, input, id }: Pick<JobJson, 'tag' | 'input' | 'id'>): string =>
  `${tag} · ${input ?? id}`
