import { z } from 'zod'
import { askJobs } from '../../../../test/sdk-client.ts'
import type { Lemnis } from '../start-lemnis.ts'

const submitted = z.object({ Response: z.object({ JobsDetail: z.object({ JobId: z.string() }) }) })

export interface JobOptions {
  readonly input: string
  readonly format?: 'XML' | 'JSON'
}

/** Submits a job whose callback goes to an address that nobody may call; returns its id. */
export async function submitJob(lemnis: Lemnis, { input, format = 'XML' }: JobOptions): Promise<string> {
  const { bucket, region } = lemnis
  const answer = await askJobs(lemnis.sdk(), {
    bucket,
    region,
    method: 'POST',
    path: 'jobs',
    body: {
      Tag: 'NoiseReduction',
      Input: { Object: input },
      Operation: { Output: { Region: region, Bucket: bucket, Object: 'out/talk.wav' } },
      CallBack: 'https://hooks.example.com/ci',
      CallBackFormat: format,
    },
  })
  return submitted.parse(answer).Response.JobsDetail.JobId
}
