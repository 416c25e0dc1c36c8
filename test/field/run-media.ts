import { mkdtemp, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Probe } from '../../packages/server/src/media/probe-shape.ts'
import { allTags } from '../../packages/server/src/tags/all-tags.ts'
import type { RunOutcome } from '../../packages/server/src/tags/tag.ts'
import {
  anOperation,
  BUCKET,
  REGION,
  type TagHarness,
} from '../../packages/server/src/tags/testing/test-tag.ts'
import { compare, compareNumber, findInFile, type Finding } from './file-findings.ts'
import { operationXml, type Check, type Expectation, type MediaCase } from './media-cases.ts'

const STILL = new URL('../../packages/server/src/tags/snapshot/still-child.ts', import.meta.url)

const REGISTRY = allTags({
  setting: 'fast',
  channels: 'mono',
  wet: 1,
  maxDurationS: 4 * 3_600,
  vendorLimits: false,
  timeZone: 480,
})

/** How far the length that MediaInfo returns may be off, s. */
const DURATION_S = 0.05

/** Runs a check with real media processes, and compares what it gives with what is right. */
export async function findInCheck(
  harness: TagHarness,
  media: MediaCase,
  check: Check,
): Promise<readonly Finding[]> {
  const outcome = await (check.tag === 'still'
    ? takeStill(harness, media, check)
    : runTag(harness, media, check))
  const { expected } = check
  const state = compare('state', stateOf(expected), stateSeen(outcome))
  if (!state.isRight) {
    const message = 'message' in outcome ? `${state.seen}: ${outcome.message}` : state.seen
    return [{ ...state, seen: message }]
  }
  return [state, ...compareMessage(expected, outcome), ...(await compareResult(expected, outcome))]
}

async function runTag(harness: TagHarness, media: MediaCase, check: Check): Promise<RunOutcome> {
  const xml = operationXml(check, `<Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>`)
  return harness.runOperation(REGISTRY.find(check.tag), anOperation(check.tag, xml), {
    input: media.path,
    inputKey: `in/${media.file}`,
    // A file is joined with itself.
    ...(check.tag === 'Concat' && { objects: { 'in/second': await readFile(media.path) } }),
  })
}

async function takeStill(harness: TagHarness, media: MediaCase, check: Check): Promise<RunOutcome> {
  const directory = await mkdtemp(path.join(harness.directory, 'still-'))
  const input = {
    inputPath: media.path,
    directory,
    timeS: Number(check.operation['time'] ?? 0),
    wanted: {},
    format: 'png',
    turns: check.operation['rotate'] !== 'off',
    keyFrame: false,
  }
  const result = await harness.media.run({ module: STILL, input }, new AbortController().signal)
  if (result.kind !== 'done') return result
  const place = { bucket: BUCKET, region: REGION, object: 'still.png' }
  const file = { path: path.join(directory, 'picture-0.png'), place, contentType: 'image/png' }
  return { kind: 'success', message: '', result: null, files: [file] }
}

function stateOf(expected: Expectation): string {
  return expected.state === 'Success' ? 'Success' : `Failed ${expected.code}`
}

function stateSeen(outcome: RunOutcome): string {
  if (outcome.kind === 'success') return 'Success'
  if (outcome.kind === 'failed') return `Failed ${outcome.code}`
  return 'message' in outcome ? `${outcome.kind}: ${outcome.message}` : outcome.kind
}

function compareMessage({ message: pattern }: Expectation, outcome: RunOutcome): readonly Finding[] {
  if (pattern === undefined || !('message' in outcome)) return []
  const { message } = outcome
  const isRight = new RegExp(`^${pattern}$`).test(message)
  return [{ fact: 'message', expected: pattern, seen: message, isRight }]
}

async function compareResult(expected: Expectation, outcome: RunOutcome): Promise<readonly Finding[]> {
  if (expected.state === 'Failed' || outcome.kind !== 'success') return []
  const { duration, files } = expected
  const length =
    duration === undefined
      ? []
      : [
          compareNumber('duration', duration, {
            seen: Probe.parse(outcome.result).format.durationS,
            within: DURATION_S,
          }),
        ]
  if (!files) return length
  const count = compareNumber('files', files.length, { seen: outcome.files.length })
  if (!count.isRight) return [...length, count]
  const found = await Promise.all(
    outcome.files.map(async ({ path: file, place }, n) => {
      const findings = await findInFile(file, files[n] ?? {})
      return findings.map((finding) => ({
        ...finding,
        fact: `${path.basename(place.object)} ${finding.fact}`,
      }))
    }),
  )
  return [...length, count, ...found.flat()]
}
