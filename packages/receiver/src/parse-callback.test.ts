import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CallbackFormatError } from './callback-format-error.ts'
import { parseCallback } from './parse-callback.ts'
import {
  pageCallback,
  pageXml,
  workflowJobXml,
  workflowJson,
  workflowXml,
} from './testing/documented-bodies.ts'

const [pageJob] = pageCallback.JobsDetail
const pageJson = JSON.stringify(pageCallback, undefined, 2)

function failure(body: Uint8Array | string, maxBytes?: number): string {
  try {
    parseCallback(body, maxBytes === undefined ? {} : { maxBytes })
  } catch (error) {
    if (error instanceof CallbackFormatError) return error.reason
    throw error
  }
  return 'parsed'
}

const TAGS = new URL('../../server/src/tags/', import.meta.url)
const folders = readdirSync(TAGS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(new URL(entry.name, TAGS)).includes('tag.ts'))
  .map(({ name }) => name)
const events = [
  new URL('../../../test/callbacks/golden/', import.meta.url),
  ...folders.map((folder) => new URL(`${folder}/golden/sample/`, TAGS)),
].flatMap((golden) =>
  readdirSync(golden)
    .filter((file) => file.endsWith('.xml'))
    .map((file) => ({ event: file.replace('.xml', ''), golden })),
)

/** The fields that only native JSON has. */
const JSON_ONLY = new Set(['QueueType', 'ObjectUrl', 'InputObjectName', 'InputObjectUrl'])

function withoutJsonOnly(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, member: unknown) =>
    JSON_ONLY.has(name) ? undefined : member,
  )
}

describe.each(events)('$event, as the service writes it', ({ event, golden: folder }) => {
  const golden = (file: string): Buffer => readFileSync(new URL(file, folder))
  const fromXml = parseCallback(golden(`${event}.xml`))

  test('is the same from XML and from both shapes of JSON', () => {
    expect(parseCallback(golden(`${event}.page.json`))).toStrictEqual(fromXml)
    expect(withoutJsonOnly(parseCallback(golden(`${event}.native.json`)))).toStrictEqual(fromXml)
  })

  test('has an array where the native JSON has one, but for empty ones', () => {
    const native: unknown = JSON.parse(golden(`${event}.native.json`).toString())
    expect(listsOf(fromXml)).toEqual(listsOf(native).filter((path) => !/ObjectUrl=\d+$|=0$/.test(path)))
  })
})

/** Returns the paths of all arrays with their lengths, sorted. */
function listsOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const here = Array.isArray(value) ? [`${path}=${value.length}`] : []
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, member]: [string, unknown]) => listsOf(member, `${path}.${key}`)),
  ].toSorted()
}

test('there is a golden file of each job tag and of a workflow', () => {
  expect(events).toHaveLength(folders.length + 1)
})

describe('the documented callback', () => {
  test.each([
    ['the XML of the page', pageXml],
    ['the same without line breaks', pageXml.replaceAll('\n', '')],
    [
      'an empty list, printed prettily',
      pageXml.replace('<BucketId>', '<CosHeaders>\n</CosHeaders><BucketId>'),
    ],
    ['with a prolog and a byte order mark', `\uFEFF<?xml version='1.0' encoding='utf-8' ?>\r\n${pageXml}`],
    ['the JSON of the page', pageJson],
    [
      'the JSON of older pages, where JobsDetail is no array',
      JSON.stringify({ ...pageCallback, JobsDetail: pageJob }),
    ],
    ['a JobLevel that is a number', pageJson.replace('"JobLevel": "0"', '"JobLevel": 0')],
  ])('%s', (_, body) => {
    expect(parseCallback(body)).toStrictEqual(pageCallback)
    expect(parseCallback(Buffer.from(body))).toStrictEqual(pageCallback)
  })

  test('of a job that a workflow started', () => {
    const callback = parseCallback(workflowJobXml)
    const job = {
      ...pageJob,
      Input: { ...pageJob.Input, CosHeaders: [{ Key: 'Size', Value: '7' }] },
      Workflow: { Name: 'NoiseReduction_1', RunId: 'i1', WorkflowId: 'w1', WorkflowName: 'wf' },
    }
    expect(callback).toStrictEqual({ EventName: 'TaskFinish', JobsDetail: [job] })
    expect(parseCallback(JSON.stringify({ EventName: 'TaskFinish', JobsDetail: [job] }))).toStrictEqual(
      callback,
    )
  })

  test('of a workflow', () => {
    const callback = parseCallback(workflowXml)
    expect(callback).toMatchObject({
      EventName: 'WorkflowFinish',
      WorkflowExecution: {
        State: 'Failed',
        CosHeaders: [{}, { Key: 'x-cos-meta-a', Value: '' }],
        Tasks: [{ Type: 'Transcode', Name: 'Transcode_1', TemplateName: '720p' }],
      },
    })
    expect(parseCallback(workflowJson)).toStrictEqual(callback)
  })
})

test('empty values are left out, repeated ones are arrays, undocumented ones are kept', () => {
  const xml = pageXml
    .replace('<Message>SUCCESS</Message>', '<Message/>')
    .replace(
      '<JobLevel>',
      '<MediaResult><ObjectName>a</ObjectName><ObjectName>b</ObjectName></MediaResult><JobLevel>',
    )
    .replace('<Tag>', '<Later><__proto__>x</__proto__></Later><Tag>')
  const { Message: _, ...rest } = pageJob
  const job = {
    ...rest,
    Operation: { ...pageJob.Operation, MediaResult: { ObjectName: ['a', 'b'] } },
    Later: Object.fromEntries([['__proto__', 'x']]),
  }
  expect(parseCallback(xml)).toStrictEqual({ EventName: 'TaskFinish', JobsDetail: [job] })
  expect(
    parseCallback(JSON.stringify({ ...pageCallback, JobsDetail: [{ ...job, Message: '' }] })),
  ).toStrictEqual(parseCallback(xml))
})

test('text is read as it was written', () => {
  const userData = ' ]]> <b> & "q" \t é😀\n '
  const escaped = userData.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const xml = parseCallback(pageXml.replace('This is my NoiseReduction job.', escaped))
  const json = parseCallback(pageJson.replace('"This is my NoiseReduction job."', JSON.stringify(userData)))
  expect(xml).toStrictEqual(json)
  expect(xml).toMatchObject({ JobsDetail: [{ Operation: { UserData: userData } }] })
})

test.each([
  ['nothing', '', 'malformed'],
  ['words', 'hello', 'malformed'],
  ['half of it', pageXml.slice(0, 400), 'malformed'],
  ['half of the JSON', pageJson.slice(0, 400), 'malformed'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'malformed'],
  ['another root', '<Answer><EventName>TaskFinish</EventName></Answer>', 'unexpected-shape'],
  ['an empty root', '<Response/>', 'unexpected-shape'],
  ['null', 'null', 'unexpected-shape'],
  ['a list', '[1,2]', 'unexpected-shape'],
  ['no event', '{"JobsDetail":[]}', 'unexpected-shape'],
  ['another event', '{"EventName":"WorkflowStart"}', 'unknown-event'],
  ['an event that every object has', '{"EventName":"toString"}', 'unknown-event'],
  ['no job', '{"EventName":"TaskFinish","JobsDetail":[]}', 'unexpected-shape'],
  ['a job that is a word', '{"EventName":"TaskFinish","JobsDetail":"x"}', 'unexpected-shape'],
  ['no id', pageXml.replace(/<JobId>.*<\/JobId>/, ''), 'unexpected-shape'],
  ['two ids', pageXml.replace('<JobId>', '<JobId>a</JobId><JobId>'), 'unexpected-shape'],
  ['a state that is not final', pageXml.replace('<State>Success', '<State>Running'), 'unexpected-shape'],
  ['text between elements', pageXml.replace('<JobId>', 'x<JobId>'), 'unexpected-shape'],
  ['deep JSON', '['.repeat(100_000) + ']'.repeat(100_000), 'too-deep'],
  ['unfinished deep JSON', '{"a":'.repeat(1_000_000), 'malformed'],
  ['many members', `[${'0,'.repeat(300_000)}0]`, 'too-large'],
])('rejected: %s', (_, body, reason) => {
  expect(failure(body)).toBe(reason)
})

test('the limit of size counts bytes and can be set', () => {
  expect([pageXml.length, pageXml.length - 1].map((max) => failure(Buffer.from(pageXml), max))).toEqual([
    'parsed',
    'too-large',
  ])
  expect(failure(' '.repeat(10 * 1024 * 1024 + 1))).toBe('too-large')
})

test('for any bytes the result is a callback or the typed error', () => {
  const bodies = [pageXml, workflowXml, pageJson, workflowJson].map((text) => Buffer.from(text))
  const change = fc.tuple(fc.nat(2000), fc.nat(255))
  fc.assert(
    fc.property(fc.constantFrom(...bodies), fc.array(change, { maxLength: 8 }), (body, changes) => {
      const bytes = Buffer.from(body)
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      expect(failure(bytes)).toMatch(/^(parsed|malformed|unknown-event|unexpected-shape)$/)
    }),
    { numRuns: 5_000 },
  )
  fc.assert(
    fc.property(fc.json(), (body) => {
      expect(failure(body)).toMatch(/^(unexpected-shape|unknown-event)$/)
    }),
  )
})

test.each(['<Response>secret</Answer>', '{"secret', '{"EventName":"secret"}'])(
  'an error repeats nothing of the body: %s',
  (body) => {
    expect(() => parseCallback(body)).toThrow(CallbackFormatError)
    expect(() => parseCallback(body)).not.toThrow(/secret/)
  },
)
