import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Client } from '../client.ts'
import { decodeCallbacks } from './callbacks.ts'
import { endedJobs } from './ended-jobs.ts'
import { runDemos } from './demos.ts'
import { BUCKET as SUITE_BUCKET, runSuite } from './suite.ts'
import { openWorkplace } from './workplace.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { APPID, type Stage } from '../stage.ts'

const DEMO_BUCKET = `go-demo-${APPID}`

/**
 * Its suite against the cloud, and its demos: each function of theirs that takes nothing, else their main. The checkout is one of
 * cos-go-sdk-v5; what it imports is beside it, in go-deps/OWNER/NAME, or where Debian puts it.
 */
export const go: Client = {
  name: 'go',
  buckets: [SUITE_BUCKET, `cosgosdkreptest-${APPID}`, DEMO_BUCKET],
  run: runGo,
}

async function* runGo(stage: Stage, checkout: Checkout): AsyncGenerator<Outcome, void> {
  if (!existsSync(path.join(checkout.directory, 'costesting')))
    throw new Error(`${checkout.directory} is no checkout of cos-go-sdk-v5`)
  const workplace = openWorkplace(stage, checkout.directory)
  if (checkout.only.length === 0) yield* decodeCallbacks(stage, workplace)
  yield* runSuite(stage, workplace, checkout.only)
  yield* runDemos({ stage, workplace, bucket: DEMO_BUCKET }, checkout.only)
  yield* endedJobs(stage, DEMO_BUCKET)
}
