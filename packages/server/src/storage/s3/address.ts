export interface S3Place {
  readonly bucket: string
  /** Before each blob's id: empty, or ending in a slash. */
  readonly prefix: string
}

/** Reads `s3://bucket/prefix`. Throws an Error with a sentence. */
export function parseS3Place(text: string): S3Place {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? []
  if (bucket === undefined) throw new Error('it must be a place such as s3://bucket/prefix')
  const prefix = path.replace(/\/+$/, '')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}
