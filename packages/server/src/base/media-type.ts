import mime from 'mime'

const UNKNOWN = 'application/octet-stream'

/** The media type that the ending of a file's name means. */
export function mediaTypeOf(name: string): string {
  // With the slash a name without a dot is not taken for an ending.
  return mime.getType(`/${name}`) ?? UNKNOWN
}
