import type { z } from 'zod'
import { submittedJobsSchema } from '../api-schemas/jobs.ts'
import type { Answer } from './answer.ts'
import type { ApiClient } from './api-client.ts'
import { usageError } from './command.ts'

export type Job = Answer<z.infer<typeof submittedJobsSchema>>['jobs'][number]

/** Submits a request that is written in XML or in JSON. Throws CommandError. */
export async function submitText(
  client: ApiClient,
  { bucket, text }: { readonly bucket: string; readonly text: string },
): Promise<readonly Job[]> {
  const request = text.trimStart().startsWith('{') ? parse(text) : text
  return (await client.post(submittedJobsSchema, 'jobs', { bucket, request })).jobs
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError(`The request is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
