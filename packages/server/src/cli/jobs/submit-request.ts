import type { z } from 'zod'
import { submittedJobsSchema } from '../../api-schemas/jobs.ts'
import type { Answer } from '../answer.ts'
import type { ApiClient } from '../api-client.ts'
import { usageError } from '../command.ts'

export type Job = Answer<z.infer<typeof submittedJobsSchema>>['jobs'][number]

/** Submits a request that is written in XML or in JSON. Throws CommandError. */
export async function submitText(
  client: ApiClient,
  { bucket, text }: { readonly bucket: string; readonly text: string },
): Promise<readonly Job[]> {
  const request = text.trimStart().startsWith('{') ? parse(text) : text
  return submitRequest(client, { bucket, request })
}

/** `request`: XML in a text, or an object whose members are the elements. Throws CommandError. */
export async function submitRequest(
  client: ApiClient,
  body: { readonly bucket: string; readonly request: unknown },
): Promise<readonly Job[]> {
  return (await client.post(submittedJobsSchema, 'jobs', body)).jobs
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError(`The request is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
