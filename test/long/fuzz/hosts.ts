export const REGION = 'ap-guangzhou'
export const BUCKET = 'media-1250000000'
/** For calls that change a queue, so that the jobs of the other bucket continue. */
export const QUEUE_BUCKET = 'queues-1250000000'
/** For calls that delete objects and complete uploads. */
export const OBJECT_BUCKET = 'objects-1250000000'

export const ciHost = (bucket = BUCKET): string => `${bucket}.ci.${REGION}.myqcloud.com`
export const cosHost = (bucket = BUCKET): string => `${bucket}.cos.${REGION}.myqcloud.com`
export const urlOf = (key: string): string => `https://${cosHost()}/${key}`
