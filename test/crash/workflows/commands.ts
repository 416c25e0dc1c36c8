import { z } from 'zod'

/** The commands of a worker process. Repeated after a kill, a command does what was left undone. */
const command = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('start'),
    workflowId: z.string(),
    key: z.string(),
    /** By the upload of the object, or by hand once it is there. */
    by: z.enum(['upload', 'hand']),
    /** What becomes of the workflow while its run goes on. */
    then: z.enum(['keep', 'pause', 'delete']),
  }),
  /** As soon as a job of it runs, unless it is to happen at once or none ever does. */
  z.object({ what: z.literal('cancel'), runId: z.string(), atOnce: z.boolean() }),
  z.object({ what: z.literal('count') }),
])
export type Command = z.infer<typeof command>

export const request = z.object({ id: z.int(), command })

/** `runId` of a start; for a cancel `isCancelled`; for a count the runs and jobs that have not ended. */
export const answer = z.object({
  runId: z.string().optional(),
  isCancelled: z.boolean().optional(),
  open: z.int().optional(),
})
export type Answer = z.infer<typeof answer>

export const reply = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.int(), answer }),
  z.object({ id: z.int(), error: z.string() }),
])
export type Reply = z.infer<typeof reply>

export const settings = z.object({
  /** PostgreSQL; without it the file `lemnis.db` in `directory`, which is then this process's alone. */
  databaseUrl: z.string().optional(),
  /** Where the evidence is, and the file. */
  directory: z.string(),
  /** Where the blobs are: of one process at a time. Jobs read none, so that none misses those of another process. */
  storage: z.string(),
  bucket: z.string(),
  concurrency: z.int(),
})
export type WorkerSettings = z.infer<typeof settings>
