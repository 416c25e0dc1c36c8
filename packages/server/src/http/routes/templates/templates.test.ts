import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromJsonText } from '../../../db/json-text.ts'
import { createBucket } from '../../../engine/objects/create-bucket.ts'
import { deleteBucket } from '../../../engine/objects/delete-bucket.ts'
import { MAX_TEMPLATES } from '../../../engine/templates/change-templates.ts'
import { insertTemplate } from '../../../templates/store.ts'
import { BUCKET, openJobHarness, REGION, REQUEST_ID, type JobHarness } from '../testing/job-harness.ts'

const NOISE = '<NoiseReduction><Format>mp3</Format><Samplerate>24000</Samplerate></NoiseReduction>'
const OFFICIAL_WAV = 't100000000000000000000000000000001'
const OTHER = 'other-1250000000'

let harness: JobHarness
let request: JobHarness['request']
let rejection: JobHarness['rejection']

beforeEach(async () => {
  harness = await openJobHarness()
  ;({ request, rejection } = harness)
})

afterEach(() => harness[Symbol.asyncDispose]())

function aTemplate({ name = 'clean', tag = 'NoiseReduction', params = NOISE } = {}): string {
  return `<Request><Tag>${tag}</Tag><Name>${name}</Name>${params}</Request>`
}

/** The id of a new template. */
async function create(template: Parameters<typeof aTemplate>[0] = {}, bucket = BUCKET): Promise<string> {
  const answer = await request('POST', '/template', { body: aTemplate(template), bucket })
  return idsIn(answer).join()
}

const idsIn = (xml: string): string[] => [...xml.matchAll(/<TemplateId>(\w+)</g)].map(([, id = '']) => id)
const namesIn = (xml: string): string[] => [...xml.matchAll(/<Name>(.*?)</g)].map(([, name = '']) => name)

/** A template as answers show it, without the element around it. */
function shown(
  id: string,
  { name = 'clean', updated = '10:00:00', format = 'mp3', rate = '24000' } = {},
): string {
  return (
    `<Tag>NoiseReduction</Tag><Code>NoiseReduction</Code><Name>${name}</Name><State>Normal</State>` +
    `<TemplateId>${id}</TemplateId><CreateTime>2024-05-06T10:00:00+0800</CreateTime>` +
    `<UpdateTime>2024-05-06T${updated}+0800</UpdateTime><BucketId>${BUCKET}</BucketId><Category>Custom</Category>` +
    `<NoiseReduction><Format>${format}</Format><Samplerate>${rate}</Samplerate></NoiseReduction>`
  )
}

const REQUEST = `<RequestId>${REQUEST_ID}</RequestId>`

test('a template is created, replaced, listed and deleted, with exact responses', async () => {
  const made = await request('POST', '/template', { body: aTemplate() })
  const [id = ''] = idsIn(made)
  expect(id).toMatch(/^t1[0-9a-f]{32}$/)
  expect(made).toBe(`<Response>${REQUEST}<Template>${shown(id)}</Template></Response>`)
  harness.at.clock.advance(60_000)
  const body = aTemplate({ name: '降噪_*-1', params: '<NoiseReduction/><TemplateId>ignored</TemplateId>' })
  const now = shown(id, { name: '降噪_*-1', updated: '10:01:00', format: 'wav', rate: '16000' })
  expect(await request('PUT', `/template/${id}`, { body })).toBe(
    `<Response>${REQUEST}<Template>${now}</Template></Response>`,
  )
  expect(await request('GET', '/template?tag=All&category=&ids=&name=&pageNumber=&pageSize=')).toBe(
    `<Response>${REQUEST}<TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>` +
      `<TemplateList>${now}</TemplateList></Response>`,
  )
  expect(await request('GET', `/template?ids=t1gone,${id}`)).toBe(
    `<Response>${REQUEST}<TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>` +
      `<TemplateList>${now}</TemplateList>` +
      '<NonExistTIDs><TemplateId>t1gone</TemplateId></NonExistTIDs></Response>',
  )
  expect(await request('DELETE', `/template/${id}`)).toBe(
    `<Response>${REQUEST}<TemplateId>${id}</TemplateId></Response>`,
  )
  expect(await rejection('DELETE', `/template/${id}`)).toBe(`TemplateNotFound: There is no template ${id}.`)
})

describe('lists', () => {
  test('are paged in order of creation, and filtered by tags and prefixes of names', async () => {
    for (const name of ['clean-a', 'Clean-b', 'clean_c', '清-d', 'clean-e']) await create({ name })
    const second = await request('GET', '/template?pageNumber=2&pageSize=2')
    expect(second).toContain('<TotalCount>5</TotalCount><PageNumber>2</PageNumber><PageSize>2</PageSize>')
    expect(namesIn(second)).toEqual(['clean_c', '清-d'])
    expect(namesIn(await request('GET', '/template?name=clean-'))).toEqual(['clean-a', 'clean-e'])
    expect(namesIn(await request('GET', '/template?name=clean_'))).toEqual(['clean_c'])
    expect(namesIn(await request('GET', `/template?name=${encodeURIComponent('清')}`))).toEqual(['清-d'])
    expect(namesIn(await request('GET', '/template?tag=Transcode,NoiseReduction'))).toHaveLength(5)
    expect(await request('GET', '/template?tag=Transcode,Watermark')).toContain('<TotalCount>0</TotalCount>')
    expect(await request('GET', '/template?pageSize=1000')).toContain('<PageSize>100</PageSize>')
  })

  test('of another bucket are separate, and deleted with it', async () => {
    const { engine } = harness.at
    const other = await createBucket(engine, { name: OTHER, region: REGION })
    const id = await create({}, OTHER)
    expect(await request('GET', '/template')).toContain('<TotalCount>0</TotalCount>')
    for (const [method, body] of [
      ['PUT', aTemplate()],
      ['DELETE', ''],
    ] as const) {
      expect(await rejection(method, `/template/${id}`, { body })).toMatch(/^TemplateNotFound/)
    }
    await create()
    await deleteBucket(engine, other)
    const again = await createBucket(engine, { name: OTHER, region: REGION })
    expect(await request('GET', `/template?ids=${id}`, { bucket: again.name })).toContain('<NonExistTIDs>')
  })

  test('of official templates have those of supported tags, which can’t be changed', async () => {
    const official = await request('GET', '/template?category=official')
    expect(namesIn(official)).toEqual(['denoise-wav-16k', 'denoise-mp3-16k'])
    expect(official).toContain('<BucketId/><Category>Official</Category>')
    expect(namesIn(await request('GET', '/template?category=Official&name=denoise-m&pageSize=1'))).toEqual([
      'denoise-mp3-16k',
    ])
    expect(await request('GET', '/template?category=Official&tag=Snapshot')).toContain(
      '<TotalCount>0</TotalCount>',
    )
    const own = await create()
    expect(idsIn(await request('GET', `/template?ids=${own},${OFFICIAL_WAV}`))).toEqual([own, OFFICIAL_WAV])
    const second = await request('GET', `/template?ids=${own},${OFFICIAL_WAV}&pageNumber=2&pageSize=1`)
    expect(second).toContain('<TotalCount>2</TotalCount><PageNumber>2</PageNumber><PageSize>1</PageSize>')
    expect(idsIn(second)).toEqual([OFFICIAL_WAV])
    const refused = /^AccessDenied: The template t10+1 is an official one, which can't be changed or deleted/
    expect(await rejection('PUT', `/template/${OFFICIAL_WAV}`, { body: aTemplate() })).toMatch(refused)
    expect(await rejection('DELETE', `/template/${OFFICIAL_WAV}`)).toMatch(refused)
  })

  test.each([
    'tag=Nonsense',
    'tag=MediaInfo',
    'category=Mine',
    'pageNumber=0',
    'pageSize=x',
    `ids=${manyIds(51)}`,
  ])('%.20s is refused', async (query) => {
    expect(await rejection('GET', `/template?${query}`)).toMatch(/^InvalidArgument/)
  })
})

describe('rejected requests', () => {
  test.each([
    [
      'a tag without templates here',
      aTemplate({ tag: 'VideoMontage' }),
      /^NotImplemented: .*VideoMontage.*NoiseReduction/,
    ],
    [
      'a tag that has none in the protocol',
      aTemplate({ tag: 'Segment' }),
      /^InvalidArgument: .*Segment has no templates; .*NoiseReduction/,
    ],
    ['a kind that is no tag', aTemplate({ tag: 'TranscodePro' }), /^NotImplemented: .*TranscodePro/],
    ['a tag that nobody knows', aTemplate({ tag: 'Nonsense' }), /^InvalidArgument: Tag "Nonsense"/],
    ['no tag', '<Request><Name>a</Name></Request>', /^InvalidArgument: Tag is required/],
    ['no name', aTemplate({ name: '' }), /^InvalidArgument: Name is required/],
    ['a name with a space', aTemplate({ name: 'a b' }), /^InvalidArgument: Name must/],
    ['a name of 65', aTemplate({ name: '清'.repeat(65) }), /^InvalidArgument: Name must/],
    [
      'a rate that is none',
      aTemplate({ params: NOISE.replace('24000', '22050') }),
      /^InvalidArgument: .*Samplerate/,
    ],
    ['another root', '<Template/>', /^InvalidArgument: The root element/],
    ['no body', '', /^MissingContent/],
  ])('%s', async (_what, body, error) => {
    expect(await rejection('POST', '/template', { body })).toMatch(error)
    expect(await rejection('PUT', '/template/t1gone', { body })).toMatch(error)
  })

  test('a name that is taken, also by a concurrent request, but not by the template itself', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => rejection('POST', '/template', { body: aTemplate() })),
    )
    expect(answers.map((answer) => answer.split(':')[0]).toSorted()).toEqual([
      'TemplateNameDuplicate',
      'TemplateNameDuplicate',
      'answered',
    ])
    const other = await create({ name: 'x'.repeat(64) })
    expect(await rejection('PUT', `/template/${other}`, { body: aTemplate() })).toMatch(
      /^TemplateNameDuplicate/,
    )
    expect(await rejection('PUT', `/template/${other}`, { body: aTemplate({ name: 'x'.repeat(64) }) })).toBe(
      'answered',
    )
    expect(await rejection('PUT', '/template/t1gone', { body: aTemplate() })).toMatch(/^TemplateNotFound/)
  })

  test('more templates than a bucket may have', async () => {
    const { engine, bucket } = harness.at
    const template = { tag: 'NoiseReduction', params: {}, createdAt: 0, updatedAt: 0 }
    await engine.db.transact(async (tx) => {
      for (let count = 0; count < MAX_TEMPLATES; count += 1)
        await insertTemplate(tx, bucket.id, { ...template, templateId: `t${count}`, name: `n${count}` })
    })
    expect(await rejection('POST', '/template', { body: aTemplate() })).toMatch(
      /^CreatedTemplateNumLimit: .*1000/,
    )
    await request('DELETE', '/template/t7')
    expect(await rejection('POST', '/template', { body: aTemplate() })).toBe('answered')
  })

  test('a change of the tag', async () => {
    const { engine, bucket } = harness.at
    const kept = {
      templateId: 't1kept',
      name: 'kept',
      tag: 'Transcode',
      params: {},
      createdAt: 0,
      updatedAt: 0,
    }
    await engine.db.transact((tx) => insertTemplate(tx, bucket.id, kept))
    expect(await rejection('PUT', '/template/t1kept', { body: aTemplate() })).toMatch(
      /^InvalidArgument: .*Transcode.*NoiseReduction/,
    )
    // A template of a kind that this release lacks is still listed, without its parameters.
    expect(await request('GET', '/template')).toContain('<Category>Custom</Category></TemplateList>')
  })

  test('unknown methods and paths, and a key without the right', async () => {
    expect(await rejection('GET', '/template/t1a')).toMatch(/^MethodNotAllowed/)
    expect(await rejection('DELETE', '/template')).toMatch(/^MethodNotAllowed/)
    expect(await rejection('GET', '/template', { bucket: 'none-1' })).toMatch(/^NoSuchBucket/)
    const rights = { buckets: new Set([OTHER]), policies: [] }
    expect(await rejection('POST', '/template', { body: aTemplate(), rights })).toMatch(
      /ci:CreateMediaTemplate/,
    )
  })
})

describe('a job', () => {
  const job = (operation: string): string =>
    `<Request><Tag>NoiseReduction</Tag><Input><Object>in/a.wav</Object></Input><Operation>${operation}` +
    `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/a</Object></Output></Operation></Request>`

  test('takes its parameters from the template, despite an inline block, and shows its id', async () => {
    const id = await create()
    const inline = '<NoiseReduction><Format>wav</Format></NoiseReduction>'
    const answer = await request('POST', '/jobs', { body: job(`${inline}<TemplateId>${id}</TemplateId>`) })
    expect(answer).toContain(
      `<Operation><TemplateId>${id}</TemplateId><TemplateName>clean</TemplateName><Output>`,
    )
    expect(await paramsOfNewest()).toEqual({ format: 'mp3', sampleRate: '24000' })
    // What was taken stays, also when the template is another by then, or gone.
    await request('PUT', `/template/${id}`, { body: aTemplate({ name: 'other' }) })
    await request('DELETE', `/template/${id}`)
    expect(await request('GET', '/jobs')).toContain('<TemplateName>clean</TemplateName>')
  })

  test('may use an official one, but none of another bucket or tag, and not several', async () => {
    await request('POST', '/jobs', { body: job(`<TemplateId>${OFFICIAL_WAV}</TemplateId>`) })
    expect(await paramsOfNewest()).toEqual({ format: 'wav', sampleRate: '16000' })
    await createBucket(harness.at.engine, { name: OTHER, region: REGION })
    const foreign = await create({}, OTHER)
    const naming = (id: string): Promise<string> =>
      rejection('POST', '/jobs', { body: job(`<TemplateId>${id}</TemplateId>`) })
    expect(await naming(foreign)).toMatch(/^TemplateNotFound/)
    const { engine, bucket } = harness.at
    const kept = {
      templateId: 't1kept',
      name: 'kept',
      tag: 'Transcode',
      params: {},
      createdAt: 0,
      updatedAt: 0,
    }
    await engine.db.transact((tx) => insertTemplate(tx, bucket.id, kept))
    expect(await naming('t1kept')).toMatch(/^InvalidArgument: .*one of Transcode, not of NoiseReduction/)
    const many = manyIds(101)
      .split(',')
      .map((id) => `<WatermarkTemplateId>${id}</WatermarkTemplateId>`)
    expect(await rejection('POST', '/jobs', { body: job(many.join('')) })).toMatch(/^InvalidArgument: .*100/)
  })

  async function paramsOfNewest(): Promise<unknown> {
    const { order } = await harness.at.engine.db.reader
      .selectFrom('jobs')
      .select('order')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    return fromJsonText(order).params
  }
})

function manyIds(count: number): string {
  return Array.from({ length: count }, (_, index) => `t1${index}`).join(',')
}
