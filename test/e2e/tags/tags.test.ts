import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCallback } from '@lemnis/receiver'
import type { TagFamily } from '../../../packages/server/src/tags/tag.ts'
import { areKept, operationOf } from '../../../packages/server/src/tags/testing/output-checks.ts'
import { loadOutputs } from '../../../packages/server/src/tags/testing/load-tag.ts'
import { goldenPath, goldenRequests } from '../../../packages/server/src/tags/testing/tag-folder.ts'
import { TAGS } from '../../../packages/server/src/tags/testing/test-tags.ts'
import { stableJson, stableXml } from './golden.ts'
import { openServiceHarness, type ServiceHarness } from './service-harness.ts'
import { skipWithout } from '../../../tooling/skip-without.ts'

const SUITES = await Promise.all(
  TAGS.map(async ({ name: tag, family }) => {
    const { checks, further, objects } = await loadOutputs(tag)
    return { tag, family, requests: goldenRequests(tag), checks, further, objects }
  }),
)

/** Where clients of the older pages send jobs of a family, and ask for them. */
const LEGACY_PATHS: Partial<Record<TagFamily, string>> = { file: 'file_jobs', pic: 'pic_jobs' }

test.each(SUITES)('$tag has a golden request, and a check of what each writes', ({ requests, checks }) => {
  expect(requests).not.toEqual([])
  expect(Object.keys(checks).toSorted()).toEqual(requests.toSorted())
})

describe('what a client sees of', skipWithout('ffmpeg'), () => {
  let harness: ServiceHarness

  beforeAll(async () => {
    harness = await openServiceHarness(
      Object.fromEntries(SUITES.flatMap(({ objects }) => Object.entries(objects))),
    )
  }, 60_000)

  afterAll(() => harness[Symbol.asyncDispose]())

  async function makeTemplate(tag: string, name: string): Promise<string> {
    const answer = await harness.ask('POST', 'template', await harness.golden(`${name}.template.xml`))
    await isGolden(stableXml(answer), goldenPath(tag, `${name}.template-answer.xml`))
    return /<TemplateId>(\w+)<\/TemplateId>/.exec(answer)?.[1] ?? ''
  }

  async function readRequest(tag: string, name: string): Promise<string> {
    const request = await harness.golden(`${name}.request.xml`)
    const watermark = request.includes('>WATERMARK_TEMPLATE_ID<')
      ? await makeTemplate('Watermark', 'Watermark')
      : ''
    const template = request.includes('>TEMPLATE_ID<') ? await makeTemplate(tag, name) : ''
    return request.replace('WATERMARK_TEMPLATE_ID', watermark).replace('>TEMPLATE_ID<', `>${template}<`)
  }

  describe.each(SUITES)('$tag', ({ tag, family, requests, checks, further }) => {
    test.each(requests)('%s', { timeout: 60_000 }, async (name) => {
      const request = await readRequest(tag, name)
      const golden = (end: string): URL => goldenPath(tag, `${name}.${end}`)
      const { submitted, answer, callback } = await harness.runJob(request, 'XML')
      await isGolden(stableXml(submitted), golden('submitted.xml'))
      await isGolden(stableXml(answer), golden('answer.xml'))
      const xml = stableXml(callback.body)
      await isGolden(xml, golden('callback.xml'))
      expect(callback.headers['content-type']).toBe('application/xml')
      const operation = operationOf(callback.body)
      await areKept(harness, operation)
      await checks[name]?.(harness, operation)

      const json = await harness.runJob(request, 'JSON', LEGACY_PATHS[family] ?? 'jobs')
      await isGolden(stableXml(json.submitted), golden('submitted.xml'))
      await isGolden(stableXml(json.answer), golden('answer.xml'))
      const text = stableJson(json.callback.body)
      await isGolden(text, golden('callback.json'))
      expect(json.callback.headers['content-type']).toBe('application/json')
      expect(parseCallback(text)).toEqual(parseCallback(xml))
    })

    for (const { title, needs, run } of further) {
      test(title, { ...(needs && skipWithout(needs)), timeout: 30_000 }, () => run(harness))
    }
  })
})

const written = new Set<string>()

/** Writes a golden file that is not there yet, but fails where CI is set; `vitest -u` writes all anew. */
async function isGolden(text: string, golden: URL): Promise<void> {
  const file = fileURLToPath(golden)
  await expect(text).toMatchFileSnapshot(file)
  if (existsSync(file) || written.has(file)) return
  written.add(file)
  console.info(`Written for the first time, to be read before it is committed: ${path.relative('.', file)}`)
}
