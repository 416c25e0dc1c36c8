import { expect, test } from 'vitest'
import { describeSettings } from './describe-settings.ts'

const described = (name: string, variables: Readonly<Record<string, string>>) =>
  describeSettings(variables).find((setting) => setting.name === name)

test.each([
  ['LEMNIS_PORT', {}, { origin: 'default', text: '8080', fallback: '8080' }],
  ['LEMNIS_PORT', { LEMNIS_PORT: ' ' }, { origin: 'default', text: '8080' }],
  ['LEMNIS_PORT', { LEMNIS_PORT: '9000' }, { origin: 'environment', text: '9000' }],
  ['LEMNIS_BUCKETS', {}, { origin: 'default', text: '', fallback: '' }],
  ['LEMNIS_ADMIN_TOKEN', {}, { origin: 'generated', text: '', isSecret: true }],
  ['LEMNIS_ADMIN_TOKEN', { LEMNIS_ADMIN_TOKEN_FILE: '/run/token' }, { origin: 'file', text: '' }],
  ['LEMNIS_READ_TOKEN', {}, { origin: 'default', text: '' }],
])('%s with %j', (name, variables, wanted) => {
  expect(described(name, variables)).toMatchObject(wanted)
})

test('no secret is in it', () => {
  const names = describeSettings({}).flatMap(({ name, isSecret }) => (isSecret ? [name] : []))
  expect(names).toContain('DATABASE_URL')
  const all = describeSettings(Object.fromEntries(names.map((name) => [name, 'a-secret-of-a-test'])))
  expect(JSON.stringify(all)).not.toContain('a-secret-of-a-test')
})

test('each has its place, its name once, and a meaning', () => {
  const all = describeSettings({})
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.every(({ about }) => about !== '')).toBe(true)
})
