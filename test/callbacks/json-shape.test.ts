import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { taskFinishBody } from '../../packages/server/src/protocol/callbacks/callback-body.ts'
import type {
  CallbackBody,
  CallbackForm,
} from '../../packages/server/src/protocol/callbacks/write-callback.ts'
import { workflowFinishBody } from '../../packages/server/src/protocol/callbacks/workflow-finish-body.ts'
import { DECODERS } from './decoder.ts'
import { SAMPLE_RUN, sampleView, TAGS } from './jobs.ts'

const FORMS = [
  { file: 'native.json', format: 'JSON', json: 'native' },
  { file: 'page.json', format: 'JSON', json: 'page' },
  { file: 'xml', format: 'XML', json: 'native' },
] as const

const EVENTS: readonly { name: string; write: (form: CallbackForm) => CallbackBody }[] = [
  ...TAGS.map((tag) => ({
    name: tag.name,
    write: (form: CallbackForm) => taskFinishBody(sampleView(tag), form),
  })),
  { name: 'WorkflowFinish', write: (form) => workflowFinishBody(SAMPLE_RUN, form) },
]

const goldenPath = (name: string): string => fileURLToPath(new URL(`golden/${name}`, import.meta.url))
const golden = (name: string): string => readFileSync(goldenPath(name), 'utf8')

/** Paths of what is a list, a number or a boolean in one of the two and something else in the other. */
function differences(native: unknown, page: unknown, path: readonly string[] = []): readonly string[] {
  if (Array.isArray(native) !== Array.isArray(page) || typeof native !== typeof page) return [path.join('.')]
  if (typeof native !== 'object' || native === null || typeof page !== 'object' || page === null) return []
  const others = new Map<string, unknown>(Object.entries(page))
  return Object.entries(native).flatMap(([key, value]) =>
    others.has(key) ? differences(value, others.get(key), [...path, key]) : [],
  )
}

describe.each(EVENTS)('$name', ({ name, write }) => {
  /** `vitest -u` writes the golden files anew. */
  test.each(FORMS)('the bytes are those of the golden file: $file', async ({ file, ...form }) => {
    await expect(`${write(form).body}\n`).toMatchFileSnapshot(goldenPath(`${name}.${file}`))
  })

  const parsed = (form: 'native' | 'page'): unknown => JSON.parse(golden(`${name}.${form}.json`))

  test('a decoder with fixed types takes the native form', () => {
    expect(DECODERS.get(name)?.safeParse(parsed('native')).error?.issues).toBeUndefined()
    expect(DECODERS.has(name)).toBe(true)
  })

  test('and refuses the page’s wherever the two differ', () => {
    const refused =
      DECODERS.get(name)
        ?.safeParse(parsed('page'))
        .error?.issues.map(({ path }) => path.join('.')) ?? []
    expect(refused).toEqual(expect.arrayContaining([...differences(parsed('native'), parsed('page'))]))
    expect(refused.length === 0).toBe(name === 'NoiseReduction')
  })
})

test('the callback of a noise reduction is the same in both', () => {
  expect(golden('NoiseReduction.native.json')).toBe(golden('NoiseReduction.page.json'))
})
