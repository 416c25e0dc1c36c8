import { z } from 'zod'

const shape = z.object({
  /** PostgreSQL; without it the file `lemnis.db` in `directory`, which is then this process's alone. */
  databaseUrl: z.string().optional(),
  /** Where the blobs are. */
  directory: z.string(),
  concurrency: z.int(),
  /** Whether each job that begins is told. */
  tells: z.boolean(),
})

export type PauseWorkerSettings = z.infer<typeof shape>

/** What a parent hands to a worker process, as JSON. */
export function readWorkerSettings(json: string): PauseWorkerSettings {
  return shape.parse(JSON.parse(json))
}
