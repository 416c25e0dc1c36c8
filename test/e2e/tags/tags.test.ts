import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readXml } from '../../../packages/server/src/protocol/xml/read-xml.ts'
import { childText, type XmlElement } from '../../../packages/server/src/protocol/xml/xml.ts'
import { parseCallback } from '@lemnis/receiver'
import { hasFfmpeg } from '../../../tooling/ffprobe.ts'
import { hasPython, python } from '../../../tooling/python.ts'
import { openTagsBench, type TagsBench } from './bench.ts'
import { goldenPath, readGolden, stableJson, stableXml } from './golden.ts'
import { TEXTS } from './inputs.ts'
import { areKept, at, digest } from './look.ts'
import { MORE_OUTPUTS } from './more-outputs.ts'
import { MAIN_OUTPUTS } from './outputs.ts'

const cases = readdirSync(goldenPath('')).flatMap((file) => /^(\w+)\.request\.xml$/.exec(file)?.[1] ?? [])

const OUTPUT_CHECKS = { ...MAIN_OUTPUTS, ...MORE_OUTPUTS }

test('the outputs of each golden request are looked at', () => {
  expect(Object.keys(OUTPUT_CHECKS).toSorted()).toEqual(cases.toSorted())
})

test.each(cases)('the two callbacks of %s are one to the receiver', async (name) => {
  const read = async (format: string) => parseCallback(await readGolden(`${name}.callback.${format}`))
  expect(await read('json')).toEqual(await read('xml'))
})

describe.skipIf(!hasFfmpeg)('what a client sees of each tag', () => {
  let bench: TagsBench

  beforeAll(async () => {
    bench = await openTagsBench()
  }, 60_000)

  afterAll(() => bench[Symbol.asyncDispose]())

  async function makeTemplate(name: string): Promise<string> {
    const answer = await bench.ask('POST', 'template', await readGolden(`${name}.template.xml`))
    await isGolden(stableXml(answer), `${name}.template-answer.xml`)
    return /<TemplateId>(\w+)<\/TemplateId>/.exec(answer)?.[1] ?? ''
  }

  async function readRequest(name: string): Promise<string> {
    const request = await readGolden(`${name}.request.xml`)
    const watermark = request.includes('>WATERMARK_TEMPLATE_ID<') ? await makeTemplate('Watermark') : ''
    const template = request.includes('>TEMPLATE_ID<') ? await makeTemplate(name) : ''
    return request.replace('WATERMARK_TEMPLATE_ID', watermark).replace('>TEMPLATE_ID<', `>${template}<`)
  }

  test.each(cases)('%s', { timeout: 60_000 }, async (name) => {
    const request = await readRequest(name)
    const { submitted, answer, callback } = await bench.runJob(request, 'XML')
    await isGolden(stableXml(submitted), `${name}.submitted.xml`)
    await isGolden(stableXml(answer), `${name}.answer.xml`)
    await isGolden(stableXml(callback.body), `${name}.callback.xml`)
    expect(callback.headers['content-type']).toBe('application/xml')
    const operation = operationOf(callback.body)
    await areKept(bench, operation)
    await OUTPUT_CHECKS[name]?.(bench, operation)

    const json = await bench.runJob(request, 'JSON', legacyPath(name))
    await isGolden(stableXml(json.submitted), `${name}.submitted.xml`)
    await isGolden(stableXml(json.answer), `${name}.answer.xml`)
    await isGolden(stableJson(json.callback.body), `${name}.callback.json`)
    expect(json.callback.headers['content-type']).toBe('application/json')
  })

  test('the other hashes are those of the bytes', { timeout: 30_000 }, async () => {
    const request = await readGolden('FileHashCode.request.xml')
    const bytes = await bench.bytes('in/text/a.txt')
    for (const type of ['MD5', 'SHA1'] as const) {
      const { callback } = await bench.runJob(request.replace('SHA256', type), 'XML')
      const wanted = digest(type === 'MD5' ? 'md5' : 'sha1', bytes)
      const result = at(operationOf(callback.body), 'FileHashCodeResult')
      expect(childText(result, type)).toBe(wanted)
      const { headers } = await bench.head('in/text/a.txt')
      expect(headers).toMatchObject({ [`x-cos-meta-${type.toLowerCase()}`]: wanted })
    }
  })

  test.each(['tar', 'tar.gz'])('an archive %s opens in tar', { timeout: 30_000 }, async (format) => {
    const request = (await readGolden('FileCompress.request.xml'))
      .replace('<Format>zip<', `<Format>${format}<`)
      .replace('text.zip', `text.${format}`)
    await bench.runJob(request, 'XML')
    const file = await bench.file(`out/text.${format}`)
    for (const [name, text] of Object.entries(TEXTS)) {
      const { stdout } = await promisify(execFile)('tar', ['-xOf', file, `in/text/${name}`])
      expect(stdout).toBe(text)
    }
  })

  test.skipIf(!hasPython)('a zip opens in Python', { timeout: 30_000 }, async () => {
    await bench.runJob(await readGolden('FileCompress.request.xml'), 'XML')
    const script =
      'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n' +
      '  assert z.testzip() is None\n  print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))'
    expect(await python(script, [await bench.file('out/text.zip')])).toEqual(
      Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [`in/text/${name}`, text])),
    )
  })
})

/** Where clients of the older pages send such jobs, and ask for them. */
function legacyPath(name: string): string {
  if (name.startsWith('File')) return 'file_jobs'
  return name.startsWith('Pic') ? 'pic_jobs' : 'jobs'
}

/** `vitest -u` writes the golden files anew. */
async function isGolden(text: string, name: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(goldenPath(name))
}

function operationOf(callback: string): XmlElement {
  return at(at(readXml(new TextEncoder().encode(callback)), 'JobsDetail'), 'Operation')
}
