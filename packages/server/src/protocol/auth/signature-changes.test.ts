import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentEncode } from '../percent-encoding.ts'
import {
  accepted,
  COS_HOST,
  draft,
  full,
  latin1,
  omit,
  queryText,
  signed,
  text,
  verify,
  type Draft,
  type Wire,
} from '../testing/test-signing.ts'

describe('a change of a signed part is rejected', () => {
  const refused = { kind: 'refused', reason: 'mismatch' }
  const run = (property: fc.IProperty<[Draft, string]>): void => fc.assert(property, { numRuns: 300 })

  /** Another text than `original`, often only a character away. */
  function changed(original: string, edit: string): string {
    const at = original.length === 0 ? 0 : edit.length % (original.length + 1)
    return original.slice(0, at) + edit + original.slice(at)
  }
  const edit = text({ minLength: 1, maxLength: 3 })
  const property = (check: (wanted: Draft, edit: string) => void) => fc.property(draft, edit, check)

  test('the path', () => {
    run(
      property((wanted, text) => {
        const wire = signed(wanted)
        const target = signed({ ...wanted, key: changed(wanted.key, text) }).target
        expect(verify({ ...wire, target })).toEqual(refused)
      }),
    )
  })

  test('the method', () => {
    const wire = signed(full)
    for (const method of ['HEAD', 'PUT', 'POST', 'DELETE'])
      expect(verify({ ...wire, method })).toEqual(refused)
  })

  test('a value or a name of a parameter, a missing or a second one', () => {
    run(
      property((wanted, text) => {
        const query: Record<string, string> = { first: 'x', ...wanted.query }
        const wire = signed({ ...wanted, query })
        const path = wire.target.slice(0, wire.target.indexOf('?'))
        const [[name, value] = ['', ''], ...rest] = Object.entries(query)
        const send = (entries: readonly (readonly [string, string])[]) =>
          verify({ ...wire, target: `${path}${queryText(entries)}` })
        expect(send([[name, value], ...rest])).toEqual(accepted)
        expect(send([[name, changed(value, text)], ...rest])).toEqual(refused)
        expect(send([[changed(name, text), value], ...rest])).toEqual(refused)
        expect(send([...rest])).toEqual(refused)
        expect(send([[name, changed(value, text)], [name, value], ...rest])).toEqual(refused)
        expect(send([[name, value], [name, changed(value, text)], ...rest])).toEqual(refused)
      }),
    )
  })

  test('the value of a header, or a missing one', () => {
    run(
      property((wanted, text) => {
        const wire = signed({ ...wanted, headers: { ...wanted.headers, 'x-cos-meta-one': 'v' } })
        const value = latin1(changed('v', text.replace(/\s/g, '_')))
        expect(verify({ ...wire, headers: { ...wire.headers, 'x-cos-meta-one': value } })).toEqual(refused)
        expect(verify({ ...wire, headers: omit(wire.headers, 'x-cos-meta-one') })).toEqual(refused)
      }),
    )
  })

  test('the host, to that of another bucket', () => {
    const wire = signed(full)
    const host = COS_HOST.replace('media', 'other')
    expect(verify({ ...wire, headers: { ...wire.headers, host } })).toEqual(refused)
    const atPublicName = signed(full, 'lemnis.example')
    const replayed = { ...atPublicName, headers: { ...atPublicName.headers, host } }
    expect(verify(replayed, { publicNames: ['lemnis.example'] })).toEqual(refused)
  })

  test('a key to its percent-decoded form', () => {
    const wire = signed({ ...full, key: 'a%20b', query: {} })
    expect(wire.target).toBe('/a%2520b')
    expect(verify({ ...wire, target: '/a%20b' })).toEqual(refused)
  })

  test('a field of the signature itself', () => {
    const wire = signed(full)
    const authorization = wire.headers['authorization'] ?? ''
    for (const [from, to] of [
      ['q-header-list=host;', 'q-header-list='],
      [
        'q-sign-time=1700000000;1700003600&q-key-time=1700000000;1700003600',
        'q-sign-time=1700000000;1700003601&q-key-time=1700000000;1700003601',
      ],
      ['q-url-param-list=marker;', 'q-url-param-list='],
    ] as const) {
      expect(authorization).toContain(from)
      const headers = { ...wire.headers, authorization: authorization.replace(from, to) }
      expect(verify({ ...wire, headers })).toEqual(refused)
    }
  })
})

describe('a change of an unsigned part is accepted', () => {
  const wire = signed(full)
  const authorization = wire.headers['authorization'] ?? ''
  const [path = '', query = ''] = wire.target.split('?')
  const fields = authorization.split('&')
  const withHeaders = (headers: Readonly<Record<string, string>>): Wire => ({
    ...wire,
    headers: { ...wire.headers, ...headers },
  })
  const presigned = fields.map((field) => {
    const [name = '', value = ''] = field.split(/=(.*)/s)
    return `${name}=${percentEncode(value)}`
  })
  const anonymous = omit(wire.headers, 'authorization')
  const listed = fields.find((field) => field.startsWith('q-url-param-list=')) ?? ''

  test.each<readonly [string, Wire]>([
    [
      'headers in another order',
      { ...wire, headers: Object.fromEntries(Object.entries(wire.headers).reverse()) },
    ],
    ['an added header', withHeaders({ 'user-agent': 'x', 'x-cos-sdk-retry': 'true' })],
    ['a token of temporary keys', withHeaders({ 'x-ci-security-token': 't', 'x-cos-security-token': 't' })],
    ['white space around a header', withHeaders({ range: ' \tbytes=0-9 ' })],
    ['white space around the signature', withHeaders({ authorization: `  ${authorization} ` })],
    ['white space around its fields', withHeaders({ authorization: fields.join(' & ') })],
    ['its fields in another order', withHeaders({ authorization: fields.toReversed().join('&') })],
    ['a field we do not know', withHeaders({ authorization: `${authorization}&q-new=1` })],
    [
      'the digits in upper case',
      withHeaders({ authorization: authorization.replace(/[0-9a-f]{40}$/, (hex) => hex.toUpperCase()) }),
    ],
    [
      'the lists in upper case',
      withHeaders({
        authorization: authorization.replace(
          listed,
          listed.toUpperCase().replace('Q-URL-PARAM-LIST', 'q-url-param-list'),
        ),
      }),
    ],
    ['the lists without escapes', withHeaders({ authorization: authorization.replace('x%2fy', 'x/y') })],
    [
      'escapes in lower case',
      { ...wire, target: wire.target.replace(/%../g, (escape) => escape.toLowerCase()) },
    ],
    [
      'escapes of letters',
      { ...wire, target: wire.target.replace('/in/', '/%69n/').replace('prefix=', 'prefi%78=') },
    ],
    ['unescaped parentheses', { ...wire, target: wire.target.replace('%28', '(').replace('%29', ')') }],
    ['an escaped slash', { ...wire, target: `${path.replace('/in/', '/in%2F')}?${query}` }],
    [
      'a raw UTF-8 path',
      { ...wire, target: `${latin1(decodeURIComponent(path)).replaceAll(' ', '%20')}?${query}` },
    ],
    ['a plus for a space', { ...wire, target: `${path}?${query.replaceAll('%20', '+')}` }],
    ['parameters in another order', { ...wire, target: `${path}?${query.split('&').reverse().join('&')}` }],
    ['added parameters', { ...wire, target: `${path}?response-expires=0&${query}&cancel` }],
    ['a parameter as it is once more', { ...wire, target: `${path}?${query}&${query}` }],
    ['a missing equals sign', { ...wire, target: wire.target.replace('x%2Fy=', 'x%2Fy') }],
    ['names of parameters in another case', { ...wire, target: wire.target.replace('Marker=', 'marker=') }],
    ['an address in the request line', { ...wire, target: `http://${COS_HOST}${wire.target}` }],
    ['in the query', { ...wire, headers: anonymous, target: `${path}?${query}&${presigned.join('&')}` }],
    [
      'first in the query',
      {
        ...wire,
        headers: { ...anonymous, authorization: '' },
        target: `${path}?${presigned.join('&')}&${query}`,
      },
    ],
    [
      'in the query with a token',
      { ...wire, headers: anonymous, target: `${wire.target}&${presigned.join('&')}&x-cos-security-token=t` },
    ],
    [
      'whole in one parameter',
      { ...wire, headers: anonymous, target: `${wire.target}&sign=${percentEncode(authorization)}` },
    ],
  ])('%s', (_, sent) => {
    expect(verify(sent)).toEqual(accepted)
  })
})
