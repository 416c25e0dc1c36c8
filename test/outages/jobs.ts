import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'
import { BUCKET, REGION, type Stage } from './stage.ts'

const INPUT = 'in.wav'

export async function uploadInput({ service }: Stage): Promise<void> {
  const { status } = await signedRequest(service, {
    method: 'PUT',
    path: `/${INPUT}`,
    host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
    body: noisyTone(1),
  })
  if (status !== 200) throw new Error(`the upload was answered with ${status}`)
}

/** Jobs of media processes and of the service itself, in turns. Gives their ids. */
export async function submitJobs(stage: Stage, count: number, callback: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { status, body } = await signedRequest(stage.service, {
      method: 'POST',
      path: number % 2 === 0 ? '/jobs' : '/file_jobs',
      host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
      body: number % 2 === 0 ? denoise(number, callback) : compress(number, callback),
    })
    const id = /<JobId>([^<]+)<\/JobId>/.exec(body)?.[1]
    if (status !== 200 || id === undefined) throw new Error(`a submit was answered with ${status}: ${body}`)
    ids.push(id)
  }
  return ids
}

function output(object: string): string {
  return `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>${object}</Object></Output>`
}

function denoise(number: number, callback: string): string {
  return (
    `<Request><Tag>NoiseReduction</Tag><Input><Object>${INPUT}</Object></Input>` +
    `<Operation>${output(`out/${number}.wav`)}</Operation><CallBack>${callback}/</CallBack></Request>`
  )
}

function compress(number: number, callback: string): string {
  return (
    `<Request><Tag>FileCompress</Tag><Operation><FileCompressConfig><Flatten>0</Flatten><Format>zip</Format>` +
    `<Key>${INPUT}</Key></FileCompressConfig>${output(`out/${number}.zip`)}</Operation>` +
    `<CallBack>${callback}/</CallBack></Request>`
  )
}
