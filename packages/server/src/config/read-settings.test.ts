import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSettings } from './read-settings.ts'
import { settingsReference } from './reference.ts'

/** The same table whatever the widths of its columns: the formatter aligns them. */
const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

test('docs/settings.md says what the settings are; "npm run docs" writes it', () => {
  const page = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8')
  expect(squeeze(page)).toBe(squeeze(settingsReference()))
})

test('without any variable every setting has its default', () => {
  const { service, http, media } = readSettings({})
  expect(http).toMatchObject({ host: '127.0.0.1', port: 8080, corsOrigins: [] })
  expect(service).toMatchObject({ dataDir: './data', buckets: [], secretId: undefined })
  expect(media).toMatchObject({ setting: 'balanced', maxDurationS: 14_400 })
})

test.each([
  [{ LEMNIS_PORT: '70000' }, 'LEMNIS_PORT is not usable: it must be a whole number from 0 to 65535.'],
  [{ LEMNIS_BUCKETS: 'a-1@r,a-1@r' }, 'LEMNIS_BUCKETS is not usable: it names a-1 twice.'],
  [
    { LEMNIS_SECRET_ID: 'AKID' },
    'LEMNIS_SECRET_ID and LEMNIS_SECRET_KEY are not usable: set both, or none to have them made.',
  ],
  [{ LEMNIS_TIME_ZONE: 'Asia/Shanghai' }, /^LEMNIS_TIME_ZONE is not usable: .*\+08:00/],
  [{ LEMNIS_CALLBACK_ALLOW: '10.1' }, /^LEMNIS_CALLBACK_ALLOW is not usable: /],
  [
    { LEMNIS_ALERT_URL: 'ops@example.com' },
    'LEMNIS_ALERT_URL is not usable: it must be an http or https address.',
  ],
  [{ LEMNIS_WEBHOOK_SECRET: 'whsec_short' }, /^LEMNIS_WEBHOOK_SECRET is not usable: (?!.*whsec_short)/],
])('%o stops the start and says why', (variables, sentence) => {
  expect(() => readSettings(variables)).toThrow(sentence)
})
