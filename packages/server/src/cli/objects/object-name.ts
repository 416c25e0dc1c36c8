import { usageError } from '../command.ts'

export interface ObjectName {
  readonly bucket: string
  /** May be empty. */
  readonly key: string
}

/** Reads `BUCKET/KEY`, or `BUCKET` alone. Throws CommandError. */
export function readObjectName(text: string): ObjectName {
  const at = text.indexOf('/')
  const name = at === -1 ? { bucket: text, key: '' } : { bucket: text.slice(0, at), key: text.slice(at + 1) }
  if (/^[a-z0-9][a-z0-9-]*-\d+$/.test(name.bucket)) return name
  throw usageError(`"${text}" is no BUCKET/KEY, such as media-1250000000/in/talk.wav.`)
}

/** Reads `BUCKET/KEY`. Throws CommandError. */
export function readObjectKey(text: string): ObjectName {
  const name = readObjectName(text)
  if (name.key !== '') return name
  throw usageError(`"${text}" names no object: give BUCKET/KEY, such as ${name.bucket}/in/talk.wav.`)
}
