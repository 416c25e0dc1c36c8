import { describe, expect, test } from 'vitest'
import { MAX_RESPONSE_BYTES } from '../../transport.ts'
import { OK, readText } from './testing/read-text.ts'

const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`

describe('the body', () => {
  test.each([
    ['a length', 'Content-Length: 2\r\n\r\nok', 'ok'],
    ['one length twice', 'Content-Length: 2\r\nContent-Length: 2\r\n\r\nok', 'ok'],
    ['one length twice in a line', 'Content-Length: 2, 2\r\n\r\nok', 'ok'],
    ['a length with zeros', 'Content-Length: 0002\r\n\r\nok', 'ok'],
    ['no bytes', 'Content-Length: 0\r\n\r\n', ''],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n', 'ok'],
    [
      'chunks in capitals',
      'TRANSFER-ENCODING: Chunked\r\n\r\n00A\r\n0123456789\r\n000\r\n\r\n',
      '0123456789',
    ],
    ['chunks with extensions', 'Transfer-Encoding: chunked\r\n\r\n2;a="b;c" ;d\r\nok\r\n0;e\r\n\r\n', 'ok'],
    ['chunks and trailers', 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n', 'ok'],
    [
      'many chunks',
      `Transfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(500)}0\r\n\r\n`,
      'x'.repeat(500),
    ],
    ['coded chunks', 'Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'ok'],
  ])('with %s ends, and the connection can be used again', (_, rest, body) => {
    const kept = { ended: true, idleMs: 1_000 }
    expect(readText(`${OK}${rest}`)).toMatchObject({ status: 200, body, ...kept })
    // Anything that follows could be taken for the next response.
    expect(readText(`${OK}${rest}\r\n`)).toMatchObject({ status: 200, body, ended: true, idleMs: 0 })
  })

  test.each([
    [
      'a length and chunks',
      'Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      'ok',
    ],
    ['chunks of chunks', 'Transfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'ok'],
    ['bare LF', 'X: y\nContent-Length: 2\n\nok', 'ok'],
    ['bare LF in chunks', 'Transfer-Encoding: chunked\r\n\r\n2\nok\n0\n\n', 'ok'],
    ['bare LF after a chunk size', 'Transfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n', 'ok'],
    ['bare CR in a header', 'X: y\rContent-Length: 9\r\nContent-Length: 2\r\n\r\nok', 'ok'],
    ['a folded length', 'Content-Length:\r\n 2\r\n\r\nok', 'ok'],
    ['a space before the colon', 'Content-Length : 2\r\n\r\nok', 'ok'],
    ['spaces around a chunk size', 'Transfer-Encoding: chunked\r\n\r\n 2 \r\nok\r\n0\r\n\r\n', 'ok'],
    ['a chunk size without digits', 'Transfer-Encoding: chunked\r\n\r\nx\r\nok\r\n0\r\n\r\n', ''],
    ['a chunk size with a sign', 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n-1\r\n\r\n', 'ok'],
    [
      'a chunk that is longer than its size',
      'Transfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n',
      'ok',
    ],
    ['a long chunk line', `Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(1_024)}\r\nok\r\n0\r\n\r\n`, ''],
    [
      'a long trailer',
      `Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX:${'x'.repeat(70_000)}\r\n\r\n`,
      'ok',
    ],
    ['more than is read', `Content-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`, 'x'.repeat(65_536)],
  ])('with %s ends too, but the connection can not be used again', (_, rest, body) => {
    expect(readText(`${OK}${rest}`)).toMatchObject({ status: 200, body, ended: true, idleMs: 0 })
  })

  test.each([
    ['no length', '\r\nok'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['a negative length', 'Content-Length: -2\r\n\r\nok'],
    ['a length that is no number', 'Content-Length: 0x2\r\n\r\nok'],
    ['an empty length', 'Content-Length:\r\n\r\nok'],
    ['an unknown coding', 'Transfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok'],
    ['chunks that are coded again', 'Transfer-Encoding: chunked, gzip\r\n\r\nok'],
  ])('with %s lasts until the connection ends', (_, rest) => {
    const text = `${OK}Connection: keep-alive\r\n${rest}`
    expect(readText(text)).toMatchObject({ status: 200, body: 'ok', ended: false, mayBeComplete: true })
    expect(readText(text, true)).toMatchObject({ status: 200, body: 'ok', ended: true, idleMs: 0 })
  })

  test.each([
    ['a short body', 'Content-Length: 9\r\n\r\nok'],
    ['a missing last chunk', 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n'],
    ['a missing end of trailers', 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n'],
  ])('with %s is not complete', (_, rest) => {
    expect(readText(`${OK}${rest}`)).toMatchObject({ status: 200, body: 'ok', ended: false })
    expect(readText(`${OK}${rest}`, true)).toMatchObject({ status: 200, body: 'ok', ended: true, idleMs: 0 })
  })

  test.each([
    ['204 No', '', 1_000],
    ['204 No', 'Content-Length: 0\r\n', 1_000],
    ['204 No', 'Content-Length: 2\r\n', 0],
    ['204 No', 'Transfer-Encoding: chunked\r\n', 0],
    ['304 Same', 'Content-Length: 2\r\n', 1_000],
    ['304 Same', 'Content-Length: x\r\n', 0],
  ])('of %s with %j is empty', (status, header, idleMs) => {
    expect(readText(`HTTP/1.1 ${status}\r\n${header}\r\n`)).toMatchObject({ ended: true, body: '', idleMs })
    expect(readText(`HTTP/1.1 ${status}\r\n${header}\r\nok`)).toMatchObject({ body: '', idleMs: 0 })
  })

  test('is kept up to the limit, in chunks too', () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    expect(readText(`${CHUNKED}${chunk.repeat(4)}0\r\n\r\n`)).toMatchObject({ ended: true, idleMs: 1_000 })
    const more = readText(`${CHUNKED}${chunk.repeat(4)}1\r\nx`)
    expect(more).toMatchObject({ ended: true, idleMs: 0 })
    expect(more.body.length).toBe(MAX_RESPONSE_BYTES)
  })
})
