export interface S3Location {
  readonly bucket: string
  /** Before each blob's id: empty, or ending in a slash. */
  readonly prefix: string
}

/** Reads `s3://bucket/prefix`. Throws an Error with a sentence. */
export function parseS3Location(text: string): S3Location {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? []
  if (bucket === undefined) {
    throw new Error(
      'it must be a location such as s3://bucket/prefix; a bucket has 3 to 63 small letters, digits, dots and dashes',
    )
  }
  const prefix = path.replace(/\/+$/, '')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}
