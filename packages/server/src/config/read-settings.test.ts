import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings } from './read-settings.ts'
import { settingsReference } from './reference.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-settings-'))

afterAll(() => {
  rmSync(directory, { recursive: true })
})

let files = 0

function fileOf(text: string): string {
  files += 1
  const file = path.join(directory, `secret-${files}`)
  writeFileSync(file, text)
  return file
}

/** The same table whatever the widths of its columns: the formatter aligns them. */
const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

test('docs/settings.md says what the settings are; "npm run docs" writes it', () => {
  const page = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8')
  expect(squeeze(page)).toBe(squeeze(settingsReference()))
})

test('without any variable every setting has its default', () => {
  const { service, http, media, engine } = readSettings({})
  expect(http).toMatchObject({ host: '127.0.0.1', port: 8080, corsOrigins: [] })
  expect(service).toMatchObject({ dataDir: './data', buckets: [], secretId: undefined })
  expect(media).toMatchObject({ setting: 'balanced', maxDurationS: 14_400 })
  expect(engine).toMatchObject({ callbackJson: 'native' })
})

test.each([
  [{ LEMNIS_CALLBACK_JSON: 'xml' }, 'LEMNIS_CALLBACK_JSON is not usable: it must be one of native, page.'],
  [{ LEMNIS_PORT: '70000' }, 'LEMNIS_PORT is not usable: it must be a whole number from 0 to 65535.'],
  [{ LEMNIS_BUCKETS: 'a-1@r,a-1@r' }, 'LEMNIS_BUCKETS is not usable: it names a-1 twice.'],
  [
    { LEMNIS_SECRET_ID: 'AKID' },
    'LEMNIS_SECRET_ID and LEMNIS_SECRET_KEY are not usable: set both, or none to have them made.',
  ],
  [{ LEMNIS_TIME_ZONE: 'Asia/Shanghai' }, /^LEMNIS_TIME_ZONE is not usable: .*\+08:00/],
  [{ LEMNIS_CALLBACK_ALLOW: '10.1' }, /^LEMNIS_CALLBACK_ALLOW is not usable: /],
  [{ LEMNIS_CALLBACK_ALLOW: 'only:' }, /^LEMNIS_CALLBACK_ALLOW is not usable: nothing follows "only:"/],
  [
    { LEMNIS_CALLBACK_TO: 'localhost:3000' },
    /^LEMNIS_CALLBACK_TO is not usable: .*Give an http or https address, such as http:\/\/localhost:3000\/callback\.$/,
  ],
  [{ LEMNIS_PROXIES: '10.0.0.0/33' }, /^LEMNIS_PROXIES is not usable: 10\.0\.0\.0\/33 is neither/],
  [{ LEMNIS_PROXIES: 'fd00::1,balancer' }, /^LEMNIS_PROXIES is not usable: balancer is neither/],
  [
    { LEMNIS_ALERT_URL: 'ops@example.com' },
    'LEMNIS_ALERT_URL is not usable: it must be an http or https address.',
  ],
  [{ LEMNIS_WEBHOOK_SECRET: 'whsec_short' }, /^LEMNIS_WEBHOOK_SECRET is not usable: (?!.*whsec_short)/],
])('%o stops the start and says why', (variables, sentence) => {
  expect(() => readSettings(variables)).toThrow(sentence)
})

const PAIR = { LEMNIS_SECRET_ID: 'AKID', LEMNIS_SECRET_KEY: 'key' }

test('every secret is read from a file as well, without the newline behind it', () => {
  const { service, database, callbacks } = readSettings({
    LEMNIS_SECRET_ID_FILE: fileOf('AKID\n'),
    LEMNIS_SECRET_KEY_FILE: fileOf(' a key with blanks \n'),
    LEMNIS_ADMIN_TOKEN_FILE: fileOf('token\r\n'),
    LEMNIS_WEBHOOK_SECRET_FILE: fileOf('whsec_bGVtbmlzLXRlc3RzLWFuZC1kZW1vcy1vbmx5\n'),
    DATABASE_URL_FILE: fileOf('postgres://lemnis:password@db/lemnis\n'),
    LEMNIS_TDMQ_FILE: fileOf('gz=amqp://user:password@broker:5672/v'),
    LEMNIS_ALERT_URL_FILE: fileOf('https://ops.example/hook?token=1\n'),
  })
  expect(service).toMatchObject({
    secretId: 'AKID',
    secretKey: ' a key with blanks ',
    adminToken: 'token',
    webhookSecret: 'whsec_bGVtbmlzLXRlc3RzLWFuZC1kZW1vcy1vbmx5',
  })
  expect(database.url).toBe('postgres://lemnis:password@db/lemnis')
  expect(callbacks.tdmq.has('gz')).toBe(true)
  expect(callbacks.alertUrl).toBe('https://ops.example/hook?token=1')
})

test.each([
  [
    { ...PAIR, LEMNIS_SECRET_KEY_FILE: '/run/secrets/key' },
    'LEMNIS_SECRET_KEY and LEMNIS_SECRET_KEY_FILE are not usable: set one of them, not both.',
  ],
  [
    { LEMNIS_ADMIN_TOKEN_FILE: path.join(directory, 'absent') },
    `LEMNIS_ADMIN_TOKEN_FILE is not usable: ${path.join(directory, 'absent')} can't be read: there is no such file or directory (ENOENT).`,
  ],
  [{ LEMNIS_ADMIN_TOKEN_FILE: directory }, /can't be read: it is a directory \(EISDIR\)\.$/],
  [{ LEMNIS_ADMIN_TOKEN_FILE: fileOf('\n') }, / is empty\.$/],
  [{ LEMNIS_ADMIN_TOKEN_FILE: fileOf('x'.repeat(70_000)) }, / is longer than 65536 bytes\.$/],
  [
    { DATABASE_URL_FILE: fileOf('mysql://root:password@db/') },
    /^DATABASE_URL_FILE is not usable: it must be an address(?!.*root)/,
  ],
])('a secret of a file that can’t be used stops the start: %o', (variables, sentence) => {
  expect(() => readSettings(variables)).toThrow(sentence)
})

test('what is no secret is read from no file', () => {
  const { http } = readSettings({ LEMNIS_HOST_FILE: fileOf('0.0.0.0') })
  expect(http.host).toBe('127.0.0.1')
})

test('proxies in front are addresses and ranges of both families', () => {
  expect(readSettings({ LEMNIS_PROXIES: '10.0.0.7, 10.1.0.0/16,fd00::/8' }).http.proxies).toEqual([
    { address: '10.0.0.7', prefix: 32 },
    { address: '10.1.0.0', prefix: 16 },
    { address: 'fd00::', prefix: 8 },
  ])
})
