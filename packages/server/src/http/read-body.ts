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
  const body = await readAll(stream, signal)
  if (body.byteLength === 0) throw new ProtocolError('MissingContent', 'This request needs an XML body.')
  checkMd5(body, headers['content-md5'])
  return readXml(body)
}

/**
 * By events and one timer, not by an async iterator and composed signals: this is on the path of every submit, and
 * those cost more than reading the body. A body that is too large is left unread, so that the answer can go out first.
 */
function readAll(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = (): void => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', abort)
      stream.off('data', take).off('end', end).off('error', fail).off('close', abort).pause()
    }
    const fail = (error: Error): void => {
      stop()
      reject(error)
    }
    const take = (chunk: unknown): void => {
      if (!Buffer.isBuffer(chunk)) {
        fail(new TypeError('a request body is made of buffers'))
        return
      }
      size += chunk.byteLength
      if (size > XML_MAX_BYTES) fail(tooLarge())
      else chunks.push(chunk)
    }
    const end = (): void => {
      stop()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    }
    const abort = (): void => {
      fail(new ProtocolError('IncompleteBody', 'The body ended before it was whole.'))
      stream.destroy()
    }
    const late = (): void => {
      fail(
        new ProtocolError('RequestTimeout', `The body did not arrive within ${BODY_DEADLINE_MS / 1000} s.`),
      )
    }
    const deadline = setTimeout(late, BODY_DEADLINE_MS)
    signal.addEventListener('abort', abort, { once: true })
    stream.on('data', take).on('end', end).on('error', fail).on('close', abort)
    if (signal.aborted || stream.destroyed) abort()
  })
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
