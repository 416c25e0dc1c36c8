import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  COVERAGE,
  type CoverageRule,
  type SignatureForm,
} from '../../packages/server/src/protocol/auth/coverage-rules.ts'
import { ruleOfHeader, ruleOfParameter } from '../../packages/server/src/protocol/auth/coverage.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { coveredRequest, coverageResult, type CoveredRequest } from '../covered-request.ts'
import { signedRequest } from '../signed-client.ts'

const HOST = 'media-1250000000.cos.ap-chongqing.myqcloud.com'
const JOBS = 'media-1250000000.ci.ap-chongqing.myqcloud.com'
const OTHER = 'other-1250000000.cos.ap-chongqing.myqcloud.com'
const FORMS: readonly SignatureForm[] = ['header', 'presigned']

let service: RunningService

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-chongqing,other-1250000000@ap-chongqing' },
  })
  for (const host of [HOST, OTHER]) {
    await signedRequest(service, { method: 'PUT', path: '/in.txt', host, body: `of ${host}` })
  }
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

/** For names with a star, and for values that something else would be refused for. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'x-cos-copy-source*': [
    'x-cos-copy-source',
    'x-cos-copy-source-range',
    'x-cos-copy-source-if-match',
    'x-cos-copy-source-if-none-match',
    'x-cos-copy-source-if-modified-since',
    'x-cos-copy-source-if-unmodified-since',
  ],
  'x-cos-grant-*': ['x-cos-grant-read', 'x-cos-grant-full-control'],
  'x-cos-tagging*': ['x-cos-tagging', 'x-cos-tagging-directive'],
  'x-cos-callback*': ['x-cos-callback', 'x-cos-callback-var'],
  'x-cos-server-side-encryption*': [
    'x-cos-server-side-encryption',
    'x-cos-server-side-encryption-customer-key',
  ],
  'x-cos-meta-*': ['x-cos-meta-who'],
  'q-*': ['q-new'],
  'imageMogr2*': ['imageMogr2/thumbnail/50x'],
  'imageView2*': ['imageView2/1/w/50'],
  'imageInfo*': ['imageInfo'],
  'imageAve*': ['imageAve'],
  'imageSlim*': ['imageSlim'],
  'exif*': ['exif'],
  'watermark*': ['watermark/1'],
  '*': ['tag', 'queueId', 'states', 'nextToken', 'inputObject', 'cancel', 'object'],
}

const VALUES: Readonly<Record<string, string>> = {
  'x-cos-copy-source': `${OTHER}/in.txt`,
  'x-cos-acl': 'public-read',
  'x-cos-metadata-directive': 'Replaced',
  'x-cos-storage-class': 'STANDARD_IA',
  'x-cos-forbid-overwrite': 'false',
  Host: HOST,
  'Content-Length': '1',
  'Content-MD5': 'ndTkYSaMgDT1yFZOFVxnpg==',
  'Transfer-Encoding': 'chunked',
  Expect: '100-continue',
  Range: 'bytes=0-1',
  tag: 'NoiseReduction',
  'ci-process': 'filehash',
  addtoheader: 'true',
  'response-content-disposition': 'inline',
}

interface Case {
  readonly rule: CoverageRule
  readonly name: string
  readonly form: SignatureForm
  readonly covered: boolean
}

const CASES: readonly Case[] = COVERAGE.flatMap((rule) =>
  rule.names
    .flatMap((name) => SAMPLES[name] ?? [name])
    .flatMap((name) =>
      FORMS.flatMap((form) => [true, false].map((covered) => ({ rule, name, form, covered }))),
    ),
)

function requestOf({ rule: { kind, scope }, name, form, covered }: Case): CoveredRequest {
  const pair = { [name]: VALUES[name] ?? 'x' }
  const part = kind === 'header' ? { headers: pair } : { query: pair }
  const within = scope === 'ci-process' ? { query: { 'ci-process': 'filehash' } } : {}
  const named = covered ? { ...within, ...part, query: { ...within.query, ...part.query } } : within
  const rest = { form, covered: named, ...(!covered && { added: part }) }
  if (kind === 'header') return { method: 'PUT', host: HOST, path: '/mine.txt', body: 'x', ...rest }
  const path = {
    bucket: '/',
    object: '/in.txt',
    'ci-process': '/in.txt',
    everywhere: '/in.txt',
    jobs: '/jobs',
  }
  return { method: 'GET', host: scope === 'jobs' ? JOBS : HOST, path: path[scope], ...rest }
}

describe('every header and parameter, in an Authorization header and in a presigned address, covered and not', () => {
  test.each(CASES)('$rule.kind $name, $form, covered: $covered', async (asked) => {
    const { rule, form, covered } = asked
    const refused = !covered && rule.requirements[form] === 'must be covered'
    expect(coverageResult(await coveredRequest(service, requestOf(asked)))).toBe(
      refused ? 'refused' : 'taken',
    )
  })

  test.each([
    ['header', { headers: { 'x-cos-acl': 'private' } }],
    ['header', { headers: { 'x-cos-copy-source': '' } }],
    ['presigned', { headers: { 'x-cos-acl': 'default' } }],
    ['presigned', { query: { 'response-content-disposition': 'attachment; filename="a.txt"' } }],
    ['presigned', { query: { t: '1', location: 'here', prefix: 'x', time: '2' } }],
    ['header', { headers: { 'x-cos-unknown': 'x', 'x-custom': 'x' } }],
    ['presigned', { headers: { 'x-cos-unknown': 'x', 'x-custom': 'x' } }],
  ] as const)('what asks for nothing is taken, %s: %j', async (form, added) => {
    const asked = { method: 'GET', host: HOST, path: '/in.txt', form, added } as const
    expect(coverageResult(await coveredRequest(service, asked))).toBe('taken')
  })
})

describe('what a signature allows', () => {
  test.each(FORMS)('to put an object copies none of another bucket, %s', async (form) => {
    const added = { headers: { 'x-cos-copy-source': `${OTHER}/in.txt` } }
    const put = { method: 'PUT', host: HOST, path: `/copy-${form}.txt`, covered: { headers: { host: HOST } } }
    const stolen = await coveredRequest(service, { ...put, form, added, body: '' })
    expect(stolen).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(stolen.body).toContain('q-header-list')
    const get = await signedRequest(service, { ...put, method: 'GET' })
    expect(get.status).toBe(404)
    expect((await coveredRequest(service, { ...put, form, body: 'mine' })).status).toBe(200)
  })

  test('to read an object writes no header of it, lists none of its bucket and starts no job', async () => {
    const at = (host: string, path: string, query: Readonly<Record<string, string>>) =>
      coveredRequest(service, { method: 'GET', host, path, form: 'presigned', added: { query } })
    const hash = { 'ci-process': 'filehash', type: 'md5', addtoheader: 'true' }
    expect(coverageResult(await at(HOST, '/in.txt', hash))).toBe('refused')
    expect(coverageResult(await at(HOST, '/', { uploads: '' }))).toBe('refused')
    // On the object host it is an object's key, and a list of jobs with a parameter that only those have.
    expect(coverageResult(await at(HOST, '/jobs', { tag: 'NoiseReduction' }))).toBe('refused')
    expect(coverageResult(await at(JOBS, '/triggerworkflow', { workflowId: 'w', object: 'in.txt' }))).toBe(
      'refused',
    )
  })
})

describe('the table of docs/keys.md', () => {
  const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
  const SCOPES = {
    bucket: ' of a bucket',
    object: ' of an object',
    'ci-process': ' beside `ci-process`',
    jobs: ' on the job host',
    everywhere: '',
  } as const

  function rowOf({ kind, names, scope, requirements, unless, reason }: CoverageRule): string[] {
    const cell = (form: SignatureForm): string =>
      unless && requirements[form] === 'must be covered'
        ? `${requirements[form]}, unless ${unless.description}`
        : requirements[form]
    return [`${kind} ${listed(names)}${SCOPES[scope]}`, cell('header'), cell('presigned'), reason]
  }

  test('has exactly the rows of the coverage rules', () => {
    const text = readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8')
    const [, section = ''] = text.split('## What a signature must cover')
    const [table = ''] = section.split('\n## ')
    const rows = table
      .split('\n')
      .filter((line) => /^\| (?:header|parameter) /.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
    expect(rows).toEqual(COVERAGE.map(rowOf))
  })

  test('has every header and parameter that a route reads', async () => {
    const directory = new URL('../../packages/server/src/http/', import.meta.url)
    const files = (await readdir(directory, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !/(?:^api|^console|^sts|test)/.test(file),
    )
    const sources = await Promise.all(files.map((file) => readFile(new URL(file, directory), 'utf8')))
    const found = (pattern: RegExp): string[] => [
      ...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name = '']) => name))),
    ]
    const headers = found(/(?:\bheaders\.|\b(?:headers|given)\['|header\(call, ')([\w-]+)/g)
    const scopes = new Set(['bucket', 'object', 'ci-process', 'jobs', 'everywhere'] as const)
    const parameters = found(/query\.(?:get|has)\('([\w-]+)'\)/g)
    expect(headers.length).toBeGreaterThan(8)
    expect(parameters.length).toBeGreaterThan(10)
    // accept: a browser's request at the root, which is not signed, gets a page.
    const known = ['accept', 'authorization', 'ts', 'idempotency-key', 'traceparent']
    expect(headers.filter((name) => !ruleOfHeader(name) && !known.includes(name))).toEqual([])
    expect(parameters.filter((name) => !ruleOfParameter(name, scopes))).toEqual([])
  })
})
