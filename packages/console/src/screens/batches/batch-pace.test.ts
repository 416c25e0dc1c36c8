import { expect, test } from 'vitest'
import { paceOf } from './batch-pace.ts'
import { buildBatch, operationFor } from './build-batch.ts'

const batch = {
  state: 'Running',
  seen: 60,
  submitted: 50,
  succeeded: 18,
  failed: 2,
  cancelled: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  remaining: { objects: 50, isLowerBound: false },
} as const
const now = Date.parse(batch.createdAt) + 10_000

test('the rest takes as long as what was done let expect', () => {
  expect(paceOf(batch, now)).toEqual({ done: 20, total: 100, perSecond: 2, leftMs: 40_000 })
})

test('nothing is told where it is not known how many objects follow, or nothing has ended', () => {
  expect(paceOf({ ...batch, remaining: null }, now)).toMatchObject({ total: undefined, leftMs: undefined })
  const more = { objects: 100, isLowerBound: true }
  expect(paceOf({ ...batch, remaining: more }, now)).toMatchObject({ total: undefined })
  expect(paceOf({ ...batch, succeeded: 0, failed: 0 }, now).leftMs).toBeUndefined()
  expect(paceOf({ ...batch, state: 'Success' }, now).leftMs).toBeUndefined()
})

test('a batch has the parameters of its jobs where the protocol wants them', () => {
  const operation = { ...operationFor('Snapshot', { name: 'b', region: 'r' }), Snapshot: { Count: '1' } }
  expect(buildBatch({ name: 'n', prefix: 'in/', tag: 'Snapshot', operation })).toEqual({
    ...{ Name: 'n', Type: 'Job', Input: { Prefix: 'in/' } },
    Operation: {
      Tag: 'Snapshot',
      JobParam: { Snapshot: { Count: '1' } },
      Output: {
        ...{ Region: 'r', Bucket: 'b' },
        Object: 'out/${InventoryTriggerJobId}/${InputName}-${Number}.${Ext}',
      },
    },
  })
  expect(buildBatch({ name: 'n', prefix: '/', workflowId: 'w1' })).toMatchObject({
    ...{ Type: 'Workflow', Operation: { WorkflowIds: 'w1' } },
  })
  expect(operationFor('MediaInfo', { name: 'b', region: 'r' })).toEqual({})
})
