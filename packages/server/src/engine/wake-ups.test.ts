import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Channel } from '../db/database.ts'
import { readWorkflow } from '../protocol/workflows/read-workflow.ts'
import { readXml } from '../protocol/xml/read-xml.ts'
import { createTagRegistry } from '../tags/registry.ts'
import type { JobEngine } from './engine.ts'
import { putObject } from './objects/put-object.ts'
import {
  anOrder,
  aTag,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from './testing/test-engine.ts'
import { createWorkflow } from './workflows/save-workflow.ts'

let at: TestEngine
let engine: JobEngine

beforeEach(async () => {
  at = await openTestEngine()
  engine = { ...at.engine, tags: createTagRegistry([aTag('Transcode')]) }
})

afterEach(() => at[Symbol.asyncDispose]())

/** Ends once `act` has woken who waits for `channel`: who polls would come to it much later. */
async function wakes(channel: Channel, act: () => Promise<unknown>): Promise<void> {
  let woken = 0
  using _waiting = engine.db.onWake(channel, () => (woken += 1))
  await act()
  await vi.waitFor(() => expect(woken).toBeGreaterThan(0), 5_000)
}

test('a submit wakes the workers', async () => {
  await wakes('jobs', () => submitOne(at))
})

test('the end of a job wakes who sends callbacks, and the workers for the place that is free', async () => {
  for (const channel of ['callbacks', 'jobs'] as const) {
    await submitOne(at, { order: { ...anOrder().order, callback: { url: 'http://app.example/cb' } } })
    const claim = await claimOne(at.engine)
    if (!claim) throw new Error('nothing to claim')
    const outcome = { kind: 'failed', code: 'InvalidArgument', message: 'x' } as const
    await wakes(channel, () => finishOne(at.engine, claim, outcome))
  }
})

test('an object that starts a run of a workflow wakes the workers', async () => {
  const { bucket } = at
  const xml =
    '<Request><MediaWorkflow><Name>wf</Name><Topology><Dependencies><Start>Transcode_1</Start>' +
    '<Transcode_1>End</Transcode_1></Dependencies><Nodes><Start><Type>Start</Type><Input>' +
    '<ObjectPrefix>in/</ObjectPrefix></Input></Start><Transcode_1><Type>Transcode</Type><Operation><Output>' +
    `<Region>ap-guangzhou</Region><Bucket>${bucket.name}</Bucket><Object>out/\${RunId}</Object></Output>` +
    '</Operation></Transcode_1></Nodes></Topology></MediaWorkflow></Request>'
  await createWorkflow(engine, { bucket, ...readWorkflow(readXml(Buffer.from(xml))) })
  const blob = { id: '1'.repeat(32), size: 3, md5: '0'.repeat(32), crc64: '1' }
  const object = { bucket, key: 'in/a', blob, headers: {}, storageClass: 'STANDARD' }
  await wakes('jobs', () => putObject(engine, object))
})
