import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { statusSchema } from '../../api-schemas/status.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import type { ApiClient } from '../api-client.ts'
import type { ChosenBucket } from '../objects/choose-bucket.ts'
import { CommandError } from '../command.ts'
import { listAllObjects } from '../objects/list-objects.ts'
import { submitRequest } from '../jobs/submit-request.ts'
import { download, downloadFile, uploadFile } from '../objects/transfer.ts'
import { waitForJob, type JobDetail } from '../jobs/wait-for-job.ts'
import { assertWritable, makeOutputDirectory, notWritten } from '../objects/write-file.ts'
import { assertNoInput } from './assert-inputs-kept.ts'
import { buildRequest, type RunParameters } from '../../job-requests/build-request.ts'
import { explainRefusal } from './explain-refusal.ts'
import type { Elements } from '../../job-requests/parameters.ts'
import { WaitHint } from './wait-hint.ts'
import { withInputName, type FilePlan, type OutputPlan } from './plan-files.ts'
import { shapeOf } from '../../job-requests/tag-shapes.ts'

export interface RunTools {
  readonly client: ApiClient
  readonly bucket: ChosenBucket
  readonly parameters: RunParameters
  /** Those of all plans, by what the file system calls them. */
  readonly inputs: ReadonlyMap<string, string>
  /** Called with each directory that is made before there is something for it. */
  readonly onMade: (directory: string) => void
  /** Called with what the run does now. */
  readonly onProgress: (what: string) => void
  /** Called with a sentence about why nothing happens; the same one for several runs is told once. */
  readonly onHint: (sentence: string) => void
  readonly clock: Clock
}

export interface PlanToRun extends FilePlan {
  /** Where its objects go; it ends with a slash. */
  readonly prefix: string
}

export interface FinishedRun {
  readonly job: JobDetail
  /** Written on this machine. */
  readonly files: readonly string[]
}

/**
 * Uploads the inputs, runs their job and downloads its outputs. A job that `signal` cuts off is cancelled. Throws
 * CommandError and FileRefusedError.
 */
export async function runPlan(tools: RunTools, plan: PlanToRun, signal: AbortSignal): Promise<FinishedRun> {
  // Nobody should wait for a job whose output is lost then. Variables are not known yet, but the directory is.
  if (plan.output && !plan.output.toStandardOutput)
    await assertWritable(path.join(plan.output.directory, plan.output.name), tools.onMade)
  tools.onProgress('uploading')
  const request = await uploadInputs(tools, plan, signal)
  const job = await runJob(tools, request, signal)
  if (job.state !== 'Success' || !plan.output) return { job, files: [] }
  tools.onProgress('downloading')
  const withOutput = { ...plan, output: plan.output }
  if (plan.output.toStandardOutput) {
    await writeToStandardOutput(tools, withOutput, signal)
    return { job, files: [] }
  }
  const files = await downloadOutputs(tools, withOutput, signal)
  if (files.length > 0) return { job, files }
  return { job, files: [await writeResult(job, withOutput)] }
}

/** Returns the request of the job that reads them. */
async function uploadInputs(
  { client, bucket, parameters }: RunTools,
  { inputs, output, prefix }: PlanToRun,
  signal: AbortSignal,
): Promise<Elements> {
  const [inputPrefix, outputPrefix] = [`${prefix}in/`, `${prefix}out/`]
  const keys: string[] = []
  for (const file of inputs) {
    const key = inputPrefix + path.basename(file)
    await uploadFile(client, { object: { bucket: bucket.name, key }, file }, signal)
    keys.push(key)
  }
  const makesOutput = output !== undefined && shapeOf(parameters.tag).onlyAnswers !== true
  return buildRequest(parameters, {
    ...{ bucket, inputs: keys, inputPrefix, outputPrefix },
    output: makesOutput ? outputPrefix + output.name : undefined,
  })
}

async function runJob(tools: RunTools, request: Elements, signal: AbortSignal): Promise<JobDetail> {
  const { client, onProgress } = tools
  const id = await submit(tools, request)
  const { clock, onHint } = tools
  const countJobs = async () => (await client.get(statusSchema, 'status')).jobs
  const hint = new WaitHint({ clock, onHint, countJobs })
  const show = (job: JobDetail): void => {
    onProgress(job.state === 'Running' ? `running, ${job.progress} %` : 'waiting')
    hint.observe(job)
  }
  try {
    const job = await waitForJob({ client, id }, show, signal)
    if (job) return job
  } catch (error) {
    await cancelJob(client, id)
    throw error
  }
  await cancelJob(client, id)
  throw new CommandError(`The job ${id} was cancelled.`)
}

/** Returns the id of the job. */
async function submit({ client, bucket, parameters }: RunTools, request: Elements): Promise<string> {
  try {
    const [submitted] = await submitRequest(client, { bucket: bucket.name, request })
    if (submitted) return submitted.id
  } catch (error) {
    throw explainRefusal(error, parameters)
  }
  throw new CommandError('The service made no job.')
}

/** It may have ended meanwhile, and then there is nothing to cancel. */
async function cancelJob(client: ApiClient, id: string): Promise<void> {
  try {
    await client.post(cancelledSchema, `jobs/${encodeURIComponent(id)}/cancel`, {})
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
  }
}

type PlanWithOutput = PlanToRun & { readonly output: OutputPlan }

/** Also what is no result of its own, such as the segments of a playlist. */
async function downloadOutputs(
  { client, bucket: { name: bucket }, inputs }: RunTools,
  { prefix, output }: PlanWithOutput,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const outputPrefix = `${prefix}out/`
  const files: string[] = []
  for await (const objects of listAllObjects(client, { bucket, prefix: outputPrefix })) {
    for (const { key } of objects) {
      const file = fileBelow(output.directory, key.slice(outputPrefix.length))
      // The names of some outputs are known only now.
      assertNoInput(file, inputs)
      makeOutputDirectory(path.dirname(file))
      await downloadFile(client, { object: { bucket, key }, file }, signal)
      files.push(file)
    }
  }
  return files
}

/** Throws CommandError when there is not exactly one output. */
async function writeToStandardOutput(
  { client, bucket: { name: bucket } }: RunTools,
  { prefix }: PlanWithOutput,
  signal: AbortSignal,
): Promise<void> {
  const keys: string[] = []
  for await (const objects of listAllObjects(client, { bucket, prefix: `${prefix}out/` }))
    keys.push(...objects.map(({ key }) => key))
  const [key] = keys
  if (key === undefined || keys.length > 1)
    throw new CommandError(
      `The job made ${keys.length} outputs, and the standard output takes one: give -o a directory.`,
    )
  await download(client, { object: { bucket, key }, to: process.stdout, end: false }, signal)
}

/** Throws CommandError for a name that leads out of the directory: others may have chosen it. */
function fileBelow(directory: string, name: string): string {
  const file = path.join(directory, name)
  const relative = path.relative(directory, file)
  if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)) return file
  throw new CommandError(`The output ${JSON.stringify(name)} would be written outside of ${directory}.`)
}

/** Writes what a job found out that made no output. */
async function writeResult(job: JobDetail, { inputs, output }: PlanWithOutput): Promise<string> {
  const file = path.join(output.directory, withInputName(output.name, inputs))
  try {
    await writeFile(file, `${JSON.stringify(job.result, undefined, 2)}\n`)
  } catch (error) {
    throw notWritten(error, file)
  }
  return file
}
