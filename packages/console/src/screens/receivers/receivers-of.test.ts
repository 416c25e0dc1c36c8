import { expect, test } from 'vitest'
import type { EndpointJson } from '../../../../server/src/api-schemas/endpoints.ts'
import { ownState, receiversOf } from './receivers-of.ts'

const EARLIER = '2026-01-31T17:00:00.000Z'
const LATER = '2026-01-31T18:00:00.000Z'

const refused = (at: string) => ({ at, cause: 'connect', status: null, detail: null })
const answered500 = (at: string) => ({ at, cause: 'status', status: 500, detail: 'answered 500' })

const entry = (given: Partial<EndpointJson>): EndpointJson => ({
  endpoint: 'https://hooks.example.com',
  bucket: 'media-1250000000',
  address: null,
  state: 'working',
  failures: 0,
  since: null,
  pausedUntil: null,
  reason: null,
  waiting: 0,
  ...given,
})

const recent = (
  lastDeliveredAt: string | null,
  lastError: NonNullable<EndpointJson['recent']>['lastError'],
) => ({
  recent: { attempts: 8, delivered: lastDeliveredAt === null ? 0 : 1, lastDeliveredAt, lastError },
})

test('the scopes of an endpoint are one receiver', () => {
  const other = entry({ endpoint: 'https://other.example.com' })
  const receivers = receiversOf([entry({ bucket: null }), entry({}), other])
  expect(receivers.map(({ endpoint, scopes }) => [endpoint, scopes.length])).toEqual([
    ['https://hooks.example.com', 2],
    ['https://other.example.com', 1],
  ])
})

test('a bucket works when its last attempt was delivered, and else has no state of its own', () => {
  expect(ownState(entry(recent(LATER, answered500(EARLIER))))).toBe('working')
  expect(ownState(entry(recent(EARLIER, refused(LATER))))).toBeUndefined()
  expect(ownState(entry({}))).toBeUndefined()
  expect(ownState(entry({ state: 'failing' }))).toBe('failing')
})

test('of all buckets it is said whether the endpoint can be reached, whatever it answers', () => {
  const all = { bucket: null }
  expect(ownState(entry({ ...all, ...recent(null, answered500(LATER)) }))).toBe('reachable')
  expect(ownState(entry({ ...all, ...recent(EARLIER, refused(LATER)) }))).toBeUndefined()
  expect(ownState(entry({ ...all, ...recent(LATER, null) }))).toBe('reachable')
})
