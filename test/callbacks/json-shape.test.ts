import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { taskFinishBody } from '../../packages/server/src/protocol/callbacks/callback-body.ts'
import type {
  CallbackBody,
  CallbackForm,
} from '../../packages/server/src/protocol/callbacks/write-callback.ts'
import { workflowFinishBody } from '../../packages/server/src/protocol/callbacks/workflow-finish-body.ts'
import { sampleOf } from '../../packages/server/src/tags/testing/all-samples.ts'
import { goldenPath } from '../../packages/server/src/tags/testing/tag-folder.ts'
import { TAGS } from '../../packages/server/src/tags/testing/test-tags.ts'
import { taskFinish, WORKFLOW_FINISH } from './decoder.ts'
import { SAMPLE_RUN, sampleView } from './jobs.ts'

const FORMS = [
  { file: 'native.json', format: 'JSON', json: 'native' },
  { file: 'page.json', format: 'JSON', json: 'page' },
  { file: 'xml', format: 'XML', json: 'native' },
] as const

interface Event {
  readonly name: string
  readonly decoder: z.ZodType
  /** The folder of its golden files. */
  readonly golden: URL
  readonly write: (form: CallbackForm) => CallbackBody
}

const EVENTS: readonly Event[] = [
  ...TAGS.map((tag) => ({
    name: tag.name,
    decoder: taskFinish(tag.name, sampleOf(tag.name).decoder),
    golden: goldenPath(tag.name, 'sample/'),
    write: (form: CallbackForm) => taskFinishBody(sampleView(tag), form),
  })),
  {
    name: 'WorkflowFinish',
    decoder: WORKFLOW_FINISH,
    golden: new URL('golden/', import.meta.url),
    write: (form) => workflowFinishBody(SAMPLE_RUN, form),
  },
]

/** Paths of what is a list, a number or a boolean in one of the two and something else in the other. */
function differences(native: unknown, page: unknown, path: readonly string[] = []): readonly string[] {
  if (Array.isArray(native) !== Array.isArray(page) || typeof native !== typeof page) return [path.join('.')]
  if (typeof native !== 'object' || native === null || typeof page !== 'object' || page === null) return []
  const others = new Map<string, unknown>(Object.entries(page))
  return Object.entries(native).flatMap(([key, value]) =>
    others.has(key) ? differences(value, others.get(key), [...path, key]) : [],
  )
}

describe.each(EVENTS)('$name', ({ name, decoder, golden, write }) => {
  const goldenFile = (end: string): string => fileURLToPath(new URL(`${name}.${end}`, golden))

  /** `vitest -u` writes the golden files anew. */
  test.each(FORMS)('the bytes are those of the golden file: $file', async ({ file, ...form }) => {
    await expect(`${write(form).body}\n`).toMatchFileSnapshot(goldenFile(file))
  })

  const parsed = (json: 'native' | 'page'): unknown => JSON.parse(write({ format: 'JSON', json }).body)

  test('a decoder with fixed types takes the native form', () => {
    expect(decoder.safeParse(parsed('native')).error?.issues).toBeUndefined()
  })

  test('and rejects the page’s wherever the two differ', () => {
    const { issues = [] } = decoder.safeParse(parsed('page')).error ?? {}
    const rejected = issues.map(({ path }) => path.join('.'))
    expect(rejected).toEqual(expect.arrayContaining([...differences(parsed('native'), parsed('page'))]))
    expect(rejected.length === 0).toBe(name === 'NoiseReduction')
  })
})

test('the callback of a noise reduction is the same in both', () => {
  const golden = (end: string): string =>
    readFileSync(goldenPath('NoiseReduction', `sample/NoiseReduction.${end}`), 'utf8')
  expect(golden('native.json')).toBe(golden('page.json'))
})
