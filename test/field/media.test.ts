import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTagHarness, type TagHarness } from '../../packages/server/src/tags/testing/test-tag.ts'
import { skipWithout } from '../../tooling/skip-without.ts'
import { readMediaCases, strayFilesOf } from './media-cases.ts'
import { findInCheck } from './run-media.ts'

const CASES = readMediaCases()

let harness: TagHarness

beforeAll(async () => {
  harness = await openTagHarness()
})

afterAll(() => harness[Symbol.asyncDispose]())

describe.each(CASES)('$name', skipWithout('ffmpeg'), (media) => {
  test.each(media.checks.map((check, n) => ({ n, check })))('$check.tag $n', async ({ check }) => {
    const findings = await findInCheck(harness, media, check)
    expect(findings.filter(({ isRight }) => !isRight)).toEqual([])
  })
})

test('every folder has one input, and what makes it', () => {
  expect(CASES.map((media) => [media.name, strayFilesOf(media)])).toEqual(CASES.map(({ name }) => [name, []]))
})
