import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { ProtocolError } from '../protocol/errors.ts'
import { readXml, XML_MAX_BYTES } from '../protocol/read-xml.ts'
import type { XmlElement } from '../protocol/xml.ts'

/** A body of at most 1 MiB has this long to arrive, ms. */
const BODY_DEADLINE_MS = 60_000

export interface BodyHeaders {
  readonly 'content-md5'?: string | undefined
  readonly 'content-length'?: string | undefined
}

/** Reads a whole small body: MissingContent when empty, InvalidContent when too large or not what Content-MD5 says. */
export async function readXmlBody(
  stream: Readable,
  headers: BodyHeaders,
  signal: AbortSignal,
): Promise<XmlElement> {
  if (Number(headers['content-length'] ?? 0) > XML_MAX_BYTES) throw tooLarge()
  const body = await readAll(stream, AbortSignal.any([signal, AbortSignal.timeout(BODY_DEADLINE_MS)]))
  if (body.byteLength === 0) throw new ProtocolError('MissingContent', 'This request needs an XML body.')
  checkMd5(body, headers['content-md5'])
  return readXml(body)
}

async function readAll(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  const stop = (): void => {
    stream.destroy(
      new ProtocolError('RequestTimeout', `The body did not arrive within ${BODY_DEADLINE_MS / 1000} s.`),
    )
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a request body is made of buffers')
      size += chunk.byteLength
      if (size > XML_MAX_BYTES) throw tooLarge()
      chunks.push(chunk)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

function checkMd5(body: Buffer, expected: string | undefined): void {
  if (expected === undefined) return
  const actual = createHash('md5').update(body).digest('base64')
  if (actual !== expected.trim()) {
    throw new ProtocolError('InvalidContent', 'The Content-MD5 header does not agree with the body.')
  }
}

function tooLarge(): ProtocolError {
  return new ProtocolError('InvalidContent', `The body is larger than ${XML_MAX_BYTES} bytes.`, {
    status: 413,
  })
}
