import type { z } from 'zod'
import { submittedJobsSchema } from '../../api-schemas/jobs.ts'
import type { Answer } from '../answer.ts'
import type { ApiClient } from '../api-client.ts'

export type Job = Answer<z.infer<typeof submittedJobsSchema>>['jobs'][number]

/** `request`: XML in a text, or an object whose members are the elements. Throws CommandError. */
export async function submitRequest(
  client: ApiClient,
  body: { readonly bucket: string; readonly request: unknown },
): Promise<readonly Job[]> {
  return (await client.post(submittedJobsSchema, 'jobs', body)).jobs
}
