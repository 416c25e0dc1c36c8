import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Client } from '../client.ts'
import { build, buildDemos, trustOnly } from './build.ts'
import { copyDemos } from './demos.ts'
import { examplesIn } from './examples.ts'
import { putFiles, putSamples } from './samples.ts'
import { classifyTest } from '../classify.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { APPID, REGION, type Stage } from '../stage.ts'
import { runSteps, type Program } from '../steps.ts'

const BUCKET = `java-demo-${APPID}`

/** Our programs, by subject. */
const SUBJECTS =
  'Objects Uploads Presigned Queues Jobs FileJobs Templates Workflows Batches Calls Absent'.split(' ')

/** Programs of ours over the SDK, and its demos of jobs; the checkout is one of cos-java-sdk-v5. Needs what docs/sdks.md tells. */
export const java: Client = { name: 'java', buckets: [BUCKET], run: runJava }

async function* runJava(stage: Stage, { directory, only }: Checkout): AsyncGenerator<Outcome, void> {
  if (!existsSync(path.join(directory, 'src/main/java/com/qcloud/cos')))
    throw new Error(`${directory} is no checkout of cos-java-sdk-v5`)
  const scratch = path.join(stage.scratch, 'java')
  const files = path.join(scratch, 'files')
  const isSelected = (name: string): boolean => only.length === 0 || only.includes(name)
  await putFiles(files)
  await putSamples(stage, BUCKET)
  const examples = examplesIn(stage, BUCKET)
  const built = await build(directory, scratch)
  const machine = [
    ...(await trustOnly(stage.authority, scratch)),
    // The SDK turns some texts into bytes by whatever the machine is set to.
    '-Dfile.encoding=UTF-8',
    ...['-cp', [built.classes, ...built.libraries].join(path.delimiter), 'clients.Run'],
  ]
  const program = (group: string, classes: readonly string[]): Program => ({
    ...{ group, name: [], command: 'java', args: [...machine, ...classes], directory: files },
    env: settings(stage),
  })
  const workflows = {
    COS_WORKFLOW: await examples.makeWorkflow('flow/'),
    COS_WORKFLOW_TO_DELETE: await examples.makeWorkflow('never/'),
  }
  const subjects = SUBJECTS.filter(isSelected).map((name) => `clients.${name}`)
  const ours = program('java program', subjects)
  yield* runSteps(stage, { ...ours, env: { ...ours.env, ...workflows }, classify: classifyTest })
  // The jobs that demos cancel have to wait until then.
  await examples.pauseQueue()
  const demos = path.join(scratch, 'demos')
  const names = await copyDemos(directory, demos, { bucket: BUCKET, examples })
  await buildDemos(built, demos)
  const wanted = names.filter(isSelected).map((name) => `com.qcloud.cos.demo.ci.${name}`)
  yield* runSteps(stage, program('java demo', wanted))
}

/** What our programs read from their environment. */
function settings({ service }: Stage): Readonly<Record<string, string>> {
  return {
    COS_SECRET_ID: service.secretId,
    COS_SECRET_KEY: service.secretKey,
    COS_REGION: REGION,
    COS_BUCKET: BUCKET,
    COS_PROXY_PORT: String(service.port),
  }
}
