import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_RESPONSE_BYTES } from '../../transport.ts'
import { OK, read } from './testing/read-text.ts'

/** Cuts `bytes` at the given places. */
function split(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...cuts].map((from, at) => bytes.subarray(from, cuts[at] ?? bytes.length))
}

describe('however the bytes are split', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\r\n\r\n',
      ' ',
      '\t',
      ':',
      '0',
      '2',
      'ok',
      '\0',
      '0\r\n\r\n',
      '2\r\nok\r\n',
    ),
    fc.constantFrom(
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.0 204 No\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'http/1.1 304\n',
    ),
    fc.constantFrom('Content-Length: 2\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: close\r\n'),
    fc.constantFrom('X-A: b\r\n', ' c\r\n', 'X-D : e\n', 'Content-Length: 3\r\n', '2;x=y\r\n', '000A\r\n'),
    fc.constantFrom(`X-Long: ${'y'.repeat(40_000)}\r\n`, `X-Long: ${'y'.repeat(MAX_RESPONSE_BYTES)}\r\n`),
    fc.constantFrom(`8000\r\n${'z'.repeat(0x8000)}\r\n`, 'a:b\r\n'.repeat(600), `1;${'x'.repeat(900)}\r\n`),
    fc
      .nat(40)
      .map(
        (bytes) => `HTTP/1.1 102 ${'p'.repeat(MAX_RESPONSE_BYTES - 30 + bytes)}\r\n\r\nHTTP/1.1 200 OK\r\n`,
      ),
    fc.string({ unit: 'binary-ascii' }),
  )
  const anything = fc.array(piece, { maxLength: 12 })
  const likely = fc
    .tuple(fc.constantFrom(OK, '\r\n', `HTTP/1.1 103 E\r\n\r\n${OK}`), anything)
    .map(([a, b]) => [a, ...b])
  const text = fc.oneof(anything, likely).map((parts) => parts.join(''))
  const places = fc.array(fc.nat(200_000), { maxLength: 20 })

  test('the same is read', () => {
    fc.assert(
      fc.property(text, places, fc.boolean(), (whole, cuts, closes) => {
        const bytes = Buffer.from(whole, 'latin1')
        expect(read(split(bytes, cuts), closes)).toEqual(read([bytes], closes))
      }),
      { numRuns: 2_000 },
    )
  })

  test('and byte by byte', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (whole, closes) => {
        const bytes = Buffer.from(whole.slice(0, 2_000), 'latin1')
        const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
        expect(read(single, closes)).toEqual(read([bytes], closes))
      }),
      { numRuns: 500 },
    )
  })

  test('the limit is at the same byte', () => {
    for (const [left, status] of [
      [11, undefined],
      [12, 200],
    ] as const) {
      const interim = `HTTP/1.1 102 ${'p'.repeat(MAX_RESPONSE_BYTES - 17 - left)}\r\n\r\n`
      const bytes = Buffer.from(`${interim}${OK}\r\n`)
      expect(interim.length).toBe(MAX_RESPONSE_BYTES - left)
      for (let place = interim.length; place <= bytes.length; place += 1)
        expect(read(split(bytes, [place]))).toMatchObject({ status, ended: true })
    }
  })

  test('a valid response is read whole', () => {
    const token = fc
      .stringMatching(/^[a-z][a-z0-9-]{0,12}$/)
      .filter((name) => !/^(content-length|transfer-encoding|connection|keep-alive)$/.test(name))
    const value = fc.stringMatching(/^[!-~]{1,20}$/)
    const fields = fc.uniqueArray(fc.tuple(token, value), { selector: ([name]) => name, maxLength: 10 })
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 8 })
    fc.assert(
      fc.property(fields, chunks, places, (sent, parts, cuts) => {
        const head = `${OK}${sent.map(([name, text]) => `${name}: ${text}\r\n`).join('')}`
        const body = Buffer.concat(parts)
        const encoded = parts.map((part) => [
          Buffer.from(`${part.length.toString(16)}\r\n`),
          part,
          Buffer.from('\r\n'),
        ])
        const chunked = Buffer.concat([
          Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`),
          ...encoded.flat(),
          Buffer.from('0\r\n\r\n'),
        ])
        const sized = Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body])
        for (const bytes of [chunked, sized]) {
          expect(read(split(bytes, cuts))).toMatchObject({
            status: 200,
            headers: Object.fromEntries(sent),
            body: body.toString('latin1'),
            idleMs: 1_000,
          })
        }
      }),
      { numRuns: 300 },
    )
  })
})
