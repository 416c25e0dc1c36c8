import { describe, expect, test } from 'vitest'
import { MAX_RESPONSE_BYTES } from '../../transport.ts'
import { OK, readText } from './testing/read-text.ts'

describe('the status line', () => {
  test.each([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.1 200 ', 200],
    ['HTTP/1.1 200', 200],
    ['HTTP/1.0 204 No', 204],
    ['HTTP/1.9 200 OK', 200],
    ['http/1.1 200 ok', 200],
    ['HTTP/2.0 200 OK', 200],
    ['HTTP/1.1  \t200   OK', 200],
    ['HTTP/1.1 200 Tr\xe8s bien', 200],
    ['HTTP/1.1 999 What', 999],
    ['\r\n\r\nHTTP/1.1 200 OK', 200],
    ['HTTP/1.1 200OK', undefined],
    ['HTTP/1.1 2000 OK', undefined],
    ['HTTP/1.1 20 OK', undefined],
    ['HTTP/1.1 099 OK', undefined],
    ["HTTP/1.1 b'200 OK'", undefined],
    ['HTTP/2 200', undefined],
    ['ICY 200 OK', undefined],
    [' HTTP/1.1 200 OK', undefined],
    ['ok', undefined],
    ['PRI * HTTP/2.0', undefined],
  ])('%j is status %s', (line, status) => {
    expect(readText(`${line}\r\n`)).toMatchObject({ status, ended: status === undefined })
  })

  test('bytes that can not become one are not waited for', () => {
    for (const text of ['o', 'HTTQ', '\0\0\x04', '\rx']) expect(readText(text).ended).toBe(true)
    for (const text of ['', '\r', 'HT', 'http/1.1 200 O']) expect(readText(text).ended).toBe(false)
  })

  test('counts when it breaks off after its status, or is too long', () => {
    for (const text of ['HTTP/1.1 200', 'HTTP/1.1 200 O', 'HTTP/1.1 200\r']) {
      expect(readText(text)).toMatchObject({ status: undefined, ended: false })
      expect(readText(text, true)).toMatchObject({ status: 200, ended: true, idleMs: 0 })
    }
    for (const text of ['HTTP/1.1 20', 'HTTP/1.1 100', 'HTTP/1.1 100 C'])
      expect(readText(text, true)).toMatchObject({ status: undefined, ended: true })
    expect(readText(`HTTP/1.1 200 ${'O'.repeat(MAX_RESPONSE_BYTES)}`)).toMatchObject({
      status: 200,
      ended: true,
      idleMs: 0,
    })
  })
})

describe('interim responses', () => {
  test('are skipped, with their headers', () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 199 Own\r\n\r\n'
    expect(readText(`${interim}${OK}Content-Length: 0\r\n\r\n`)).toMatchObject({
      status: 200,
      headers: { 'content-length': '0' },
      idleMs: 1_000,
    })
  })

  test('that change the protocol end the reading', () => {
    expect(readText(`HTTP/1.1 101 Switching\r\n\r\n${OK}\r\n`)).toMatchObject({
      status: undefined,
      ended: true,
    })
  })
})

describe('headers', () => {
  const headers = (...lines: string[]): unknown => readText(`${OK}${lines.join('\r\n')}\r\n\r\n`).headers

  test('have lower-case names, and values as they were sent', () => {
    expect(headers('X-A:1', 'x-b: \t2 \t', 'X-A: 3', 'X-C:', 'X-\xe9: \xa0\xe9\xa0')).toEqual({
      'x-a': ['1', '3'],
      'x-b': '2',
      'x-c': '',
      'x-\xe9': '\xa0\xe9\xa0',
    })
  })

  test('that are broken are kept as far as they are understood', () => {
    expect(headers(' folded: first', 'X-A: 1', ' 2', '\t3', 'X B : 4', 'no colon', ' 5', ': 6')).toEqual({
      'x-a': '1 2 3',
      'x b': '4',
    })
    expect(headers('X-A: a\0b\rc', '__proto__: d')).toEqual(
      Object.fromEntries([
        ['x-a', 'a b c'],
        ['__proto__', 'd'],
      ]),
    )
  })

  test('of which there are too many end the reading', () => {
    const many = (count: number): string => `${OK}${'a: b\r\n'.repeat(count)}\r\n`
    expect(readText(many(1_000))).toMatchObject({ status: 200, ended: false })
    expect(readText(many(1_001))).toMatchObject({ status: 200, ended: true, idleMs: 0 })
    expect(readText(`${OK}a: b\r\n${' c\r\n'.repeat(1_000)}`)).toMatchObject({ status: 200, ended: true })
  })

  test('that are too long end the reading, with what came before them', () => {
    const long = `${OK}X-A: 1\r\nX-B: ${'y'.repeat(MAX_RESPONSE_BYTES)}\r\n\r\n`
    expect(readText(long)).toMatchObject({ status: 200, headers: { 'x-a': '1' }, ended: true, idleMs: 0 })
    expect(readText(`HTTP/1.1 102 Busy\r\n\r\n`.repeat(4_000) + OK)).toMatchObject({ status: undefined })
  })
})

test.each([
  ['1.1', '', 1_000],
  ['1.1', 'Connection: close', 0],
  ['1.1', 'Connection: Keep-Alive, CLOSE', 0],
  ['1.1', 'Connection: x\r\nConnection: close', 0],
  ['1.1', 'Connection: closed', 1_000],
  ['1.0', '', 0],
  ['2.0', 'Connection: keep-alive', 0],
  ['1.0', 'Connection: Keep-Alive', 1_000],
  ['1.0', 'Connection: keep-alive\r\nTransfer-Encoding: chunked', 0],
  ['1.1', 'Keep-Alive: timeout=5, max=100', 3_000],
  ['1.1', 'Keep-Alive: timeout=2', 0],
  ['1.1', 'Keep-Alive: max=100, Timeout=600', 30_000],
])('a connection of HTTP/%s with %j may be idle for %i ms', (version, header, idleMs) => {
  const framing = header.includes('Transfer') ? '\r\n0\r\n\r\n' : 'Content-Length: 0\r\n\r\n'
  const lines = header === '' ? '' : `${header}\r\n`
  expect(readText(`HTTP/${version} 200 OK\r\n${lines}${framing}`)).toMatchObject({ ended: true, idleMs })
})
