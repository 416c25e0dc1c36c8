import { expect, test } from 'vitest'
import { parseAddress } from './http-address.ts'

test.each([
  ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ['localhost:8080', 'http://localhost:8080/'],
  ['[::1]:8080', 'http://[::1]:8080/'],
  ['lemnis.example', 'http://lemnis.example/'],
  ['http://lemnis.example:8080', 'http://lemnis.example:8080/'],
  ['HTTPS://lemnis.example', 'https://lemnis.example/'],
  ['localhost:9000/callback?a=http://b', 'http://localhost:9000/callback?a=http://b'],
])('%s is the address %s', (text, href) => {
  expect(parseAddress(text)?.href).toBe(href)
})

test.each([
  'ftp://lemnis.example',
  'file:///etc/passwd',
  '',
  '127.0.0.1:99999',
  'a b',
  'mailto:a@b',
  'http://u:p@host',
])('%j is no address of a service', (text) => {
  expect(parseAddress(text)).toBeUndefined()
})
