import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { matching } from '../base/testing/test-matching.ts'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { checkDirectory } from './check-directory.ts'
import { assertSettings, checkSettings } from './check-settings.ts'
import { readSettings } from './read-settings.ts'
import { testWhen } from '../../../../tooling/test-when.ts'

const check = (variables: Readonly<Record<string, string>>) =>
  checkSettings(variables, readSettings(variables)).problems

test('settings that are known and go together are no problem', () => {
  expect(check({ PATH: '/bin', LEMNIS_PORT: '8080', LEMNIS_HOST: '', LEMNIS_TEST_S3: 'x' })).toEqual([])
  expect(check({ LEMNIS_URL: 'http://127.0.0.1:8080', LEMNIS_REQUIRE: 'all', LEMNIS_SHARED: '/x' })).toEqual(
    [],
  )
  expect(check({ LEMNIS_STORAGE: 's3://bucket/x', LEMNIS_S3_PATH_STYLE: '1' })).toEqual([])
})

test.each([
  ['LEMNIS_CONCURENCY', /Did you mean LEMNIS_CONCURRENCY\?/],
  ['LEMNIS_BUKETS', /Did you mean LEMNIS_BUCKETS\?/],
  ['LEMNIS_LOG', /Did you mean LEMNIS_LOG_LEVEL\?/],
  ['LEMNIS_DATABASE_URL', /Did you mean DATABASE_URL\?/],
  ['LEMNIS_MAX_CONECTIONS', /Did you mean LEMNIS_MAX_CONNECTIONS\?/],
  ['LEMNIS_GREETING', /docs\/settings\.md/],
])('%s is no setting', (name, advice) => {
  expect(check({ [name]: '1' })).toEqual([
    {
      state: 'warning',
      what: `${name} is no setting, so that it changes nothing.`,
      advice: matching(advice),
    },
  ])
})

test('names that have to be settings are refused with the name that is meant', () => {
  assertSettings(['LEMNIS_PORT', 'LEMNIS_SECRET_KEY_FILE', 'DATABASE_URL'])
  const meant =
    /^LEMNIS_DENOIS is no setting.* Did you mean LEMNIS_DENOISE\?.*\nDENOISE is .*mean LEMNIS_DENOISE\?/
  expect(() => {
    assertSettings(['LEMNIS_DENOIS', 'LEMNIS_PORT', 'DENOISE'])
  }).toThrow(meant)
})

test('a setting without effect unless another one is set is reported', () => {
  expect(check({ LEMNIS_S3_ENDPOINT: 'http://s3:9000', LEMNIS_S3_PATH_STYLE: '1' })).toMatchObject([
    { what: 'LEMNIS_S3_ENDPOINT and LEMNIS_S3_PATH_STYLE change nothing while LEMNIS_STORAGE is unset.' },
  ])
})

test('the file of a secret is a setting, and counts as the secret', () => {
  const url = '/dev/null'
  const variables = { DATABASE_URL_FILE: url, LEMNIS_DATABASE_POOLED: '1' }
  expect(checkSettings(variables, readSettings({})).problems).toEqual([])
  expect(checkSettings({ LEMNIS_HOST_FILE: url }, readSettings({})).problems).toMatchObject([
    { what: 'LEMNIS_HOST_FILE is no setting, so that it changes nothing.' },
  ])
})

test('a weak secret is reported and not shown', () => {
  const problems = check({
    LEMNIS_ADMIN_TOKEN: 'hunter2',
    LEMNIS_SECRET_ID: 'AKID1',
    LEMNIS_SECRET_KEY: 'ab'.repeat(20),
  })
  expect(problems).toHaveLength(2)
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|abab/)
})

test('a data directory that others can read is reported, with the command that fixes it', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-check-'))
  const look = () => checkDirectory({ dataDir, clock: systemClock, ids: createIds(systemClock) })
  try {
    expect(await look()).toMatchObject({ figures: { dataDir }, problems: [] })
    await chmod(dataDir, 0o755)
    await writeFile(path.join(dataDir, 'secrets.env'), '', { mode: 0o640 })
    const { problems } = await look()
    expect(problems.map(({ state, advice }) => [state, advice])).toEqual([
      ['warning', `Run chmod 700 ${dataDir}.`],
      ['warning', `Run chmod 600 ${path.join(dataDir, 'secrets.env')}.`],
    ])
  } finally {
    await rm(dataDir, { recursive: true })
  }
})

// Not even root can make a file there.
testWhen(process.platform === 'linux')('a data directory that can’t be written is a failure', async () => {
  const ids = createIds(systemClock)
  for (const dataDir of ['/sys/kernel', '/etc/hostname', '/etc/hostname/none']) {
    const { problems } = await checkDirectory({ dataDir, clock: systemClock, ids })
    expect(problems).toMatchObject([{ state: 'failed', advice: matching('LEMNIS_DATA_DIR') }])
  }
})
