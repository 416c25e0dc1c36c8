import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { RunOutcome } from '../../packages/server/src/tags/tag.ts'
import { openTagHarness, type TagHarness } from '../../packages/server/src/tags/testing/test-tag.ts'
import { readCases, runCase, strayFiles } from './run-cases.ts'

const ARCHIVES = readCases(
  'archives',
  z.discriminatedUnion('state', [
    z.strictObject({
      state: z.literal('Success'),
      message: z.string(),
      /** Contents by key. */
      objects: z.record(z.string(), z.string()),
    }),
    z.strictObject({ state: z.literal('Failed'), code: z.string(), message: z.string() }),
  ]),
)

let harness: TagHarness

beforeAll(async () => {
  harness = await openTagHarness()
})

afterAll(() => harness[Symbol.asyncDispose]())

async function seen(outcome: RunOutcome): Promise<unknown> {
  if (outcome.kind === 'failed') return { state: 'Failed', code: outcome.code, message: outcome.message }
  if (outcome.kind !== 'success') return outcome
  const objects: Record<string, string> = {}
  for (const { place, path } of outcome.files) objects[place.object] = await readFile(path, 'utf8')
  return { state: 'Success', message: outcome.message, objects }
}

test.each(ARCHIVES.cases)('$file: $expected.state', async ({ file, expected }) => {
  expect(await seen(await runCase(harness, ARCHIVES, file))).toEqual(expected)
})

test('every archive has a case', () => {
  expect(strayFiles(ARCHIVES)).toEqual([])
})
