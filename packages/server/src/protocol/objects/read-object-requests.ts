import { ProtocolError } from '../errors.ts'
import { child, childrenNamed, childText, type XmlElement } from '../xml/xml.ts'

const MAX_KEYS = 1000
const MAX_PARTS = 10_000

interface NamedObject {
  readonly key: string
  readonly versionId?: string
}

export interface DeleteRequest {
  readonly objects: readonly NamedObject[]
  /** The response lists only objects that could not be deleted. */
  readonly quiet: boolean
}

/** Reads the body of POST /?delete. Throws MalformedXML. Keys are used unchanged, including outer white space. */
export function readDeleteRequest(root: XmlElement): DeleteRequest {
  expectRoot(root, 'Delete')
  const elements = childrenNamed(root, 'Object')
  if (elements.length === 0 || elements.length > MAX_KEYS) {
    throw malformed(`Delete must have 1 to ${MAX_KEYS} Object elements.`)
  }
  const objects = elements.map((element) => {
    const key = child(element, 'Key')?.text ?? ''
    if (key === '') throw malformed('Object.Key is required.')
    const versionId = childText(element, 'VersionId')
    return { key, ...(versionId !== undefined && { versionId }) }
  })
  return { objects, quiet: childText(root, 'Quiet')?.toLowerCase() === 'true' }
}

export interface NamedPart {
  readonly number: number
  /** Without quotes. */
  readonly etag: string
}

/**
 * Reads the body that completes a multipart upload: its parts in ascending order. Throws MalformedXML, InvalidArgument,
 * InvalidPartOrder.
 */
export function readCompleteUpload(root: XmlElement): readonly NamedPart[] {
  expectRoot(root, 'CompleteMultipartUpload')
  const elements = childrenNamed(root, 'Part')
  if (elements.length === 0 || elements.length > MAX_PARTS) {
    throw malformed(`CompleteMultipartUpload must have 1 to ${MAX_PARTS} Part elements.`)
  }
  let previous = 0
  return elements.map((element) => {
    const part = readPart(element)
    if (part.number <= previous) {
      throw new ProtocolError('InvalidPartOrder', 'The parts must be listed by ascending number, each once.')
    }
    previous = part.number
    return part
  })
}

function readPart(element: XmlElement): NamedPart {
  const number = readPartNumber(childText(element, 'PartNumber') ?? '')
  const etag = childText(element, 'ETag')?.replace(/^"(.*)"$/, '$1')
  if (etag === undefined) throw malformed('Part.ETag is required.')
  return { number, etag }
}

/** Reads the number of a part, from 1 to 10000. Throws InvalidArgument. */
export function readPartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= MAX_PARTS) return number
  throw new ProtocolError('InvalidArgument', `The number of a part must be from 1 to ${MAX_PARTS}.`)
}

/** Reads the optional body of PUT / on a bucket: its region, if there is one. Throws MalformedXML. */
export function readCreateBucketConfiguration(root: XmlElement): { readonly region?: string } {
  expectRoot(root, 'CreateBucketConfiguration')
  const region = childText(root, 'LocationConstraint')
  return region === undefined ? {} : { region }
}

function expectRoot(root: XmlElement, name: string): void {
  if (root.name !== name) throw malformed(`The root element must be ${name}.`)
}

function malformed(message: string): ProtocolError {
  return new ProtocolError('MalformedXML', message)
}
