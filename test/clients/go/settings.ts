import { REGION, type Stage } from '../stage.ts'

/** What the tests and demos read from their environment. */
export function settings(stage: Stage, bucket: string): Readonly<Record<string, string>> {
  const { secretId, secretKey } = stage.service
  return {
    ...stage.env,
    ...{ COS_SECRETID: secretId, COS_SECRETKEY: secretKey, SECRETID: secretId, SECRETKEY: secretKey },
    ...{ BUCKET: bucket, REGION },
    COS_BUCKET_URL: `https://${bucket}.cos.${REGION}.myqcloud.com`,
    COS_OBJECT_KEY: 'test',
  }
}
