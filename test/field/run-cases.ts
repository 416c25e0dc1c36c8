import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { anOperation, type TagHarness } from '../../packages/server/src/tags/testing/test-tag.ts'
import { REGISTRY } from '../../packages/server/src/tags/testing/test-tags.ts'
import type { RunOutcome } from '../../packages/server/src/tags/tag.ts'

export interface FieldCase<Expected> {
  readonly file: string
  readonly expected: Expected
}

/** The files of a folder, and what a job of one tag makes of each. */
export interface FieldCases<Expected> {
  readonly folder: string
  readonly tag: string
  /** XML: what is in the Operation of the request. */
  readonly operation: string
  readonly cases: readonly FieldCase<Expected>[]
}

/** Returns what cases.json of a folder beside this file says; `expected` is what the test of that folder compares. */
export function readCases<Expected>(name: string, expected: z.ZodType<Expected>): FieldCases<Expected> {
  const folder = path.join(import.meta.dirname, name)
  const text = readFileSync(path.join(folder, 'cases.json'), 'utf8')
  const schema = z.strictObject({
    tag: z.string(),
    operation: z.string(),
    cases: z.array(z.strictObject({ file: z.string(), expected })),
  })
  return { folder, ...schema.parse(JSON.parse(text)) }
}

/** Runs the tag, with its real media process, on the file of a case. */
export function runCase(
  harness: TagHarness,
  { folder, tag, operation }: FieldCases<unknown>,
  file: string,
): Promise<RunOutcome> {
  const input = path.join(folder, file)
  const inputKey = `in/${file}`
  return harness.runOperation(REGISTRY.find(tag), anOperation(tag, operation), { input, inputKey })
}

/** Returns files that no case names, and cases without a file. */
export function strayFiles({ folder, cases }: FieldCases<unknown>): readonly string[] {
  const named = new Set(['cases.json', 'make.py', ...cases.map(({ file }) => file)])
  const missing = [...named].filter((file) => !existsSync(path.join(folder, file)))
  return [...missing, ...readdirSync(folder).filter((file) => !named.has(file))]
}
