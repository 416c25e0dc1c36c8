import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readCertificate } from './read-certificate.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/${name}`, import.meta.url))
const CERT = fixture('localhost.cert.pem')
const KEY = fixture('localhost.key.pem')

const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-certificate-'))
afterAll(() => {
  rmSync(directory, { recursive: true })
})

function fileOf(name: string, text: string | Buffer): string {
  const file = path.join(directory, name)
  writeFileSync(file, text)
  return file
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const other = fileOf('other', privateKey.export({ type: 'pkcs8', format: 'pem' }))
const encrypted = fileOf(
  'encrypted',
  privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
)
const oldEncrypted = fileOf(
  'encrypted-pkcs1',
  privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
)
const garbage = fileOf('garbage', 'no PEM')
const cut = fileOf('cut', readFileSync(CERT, 'utf8').slice(0, 300))
const brokenChain = fileOf(
  'chain',
  `${readFileSync(CERT, 'utf8')}-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n`,
)

test('a pair is read as it is', () => {
  expect(readCertificate({ tlsCert: CERT, tlsKey: KEY })).toEqual({
    cert: readFileSync(CERT, 'utf8'),
    key: readFileSync(KEY, 'utf8'),
  })
})

test.each([
  ['no PEM', garbage, KEY, /^LEMNIS_TLS_CERT is not usable: \S+garbage has no whole certificate in PEM/],
  ['a cut certificate', cut, KEY, /^LEMNIS_TLS_CERT is not usable: \S+cut has no whole certificate/],
  ['the files swapped', KEY, CERT, /^LEMNIS_TLS_CERT is not usable: \S+key\.pem has no whole certificate/],
  ['a key that is none', CERT, garbage, /^LEMNIS_TLS_KEY is not usable: \S+garbage has no whole private key/],
  ['a passphrase', CERT, encrypted, /is encrypted with a passphrase\. Store it without one: "openssl pkey/],
  ['a passphrase of old', CERT, oldEncrypted, /is encrypted with a passphrase/],
  ['the key of another', CERT, other, /the key in \S+other is not that of the certificate in \S+cert\.pem/],
  ['a broken chain', brokenChain, KEY, /OpenSSL refuses a certificate of the chain/],
  ['an absent file', path.join(directory, 'none'), KEY, /can't be read: there is no such file/],
])('%s stops the start with a sentence', (_, tlsCert, tlsKey, sentence) => {
  expect(() => readCertificate({ tlsCert, tlsKey })).toThrow(sentence)
})
