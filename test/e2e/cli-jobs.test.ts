import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { runLemnis, type LemnisEnded } from '../run-lemnis.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

let service: RunningService
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-cli-'))
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_DENOISE: 'fast' },
  })
  await writeFile(inDirectory('tone.wav'), noisyTone(1))
  await writeFile(inDirectory('none.wav'), 'no audio')
  for (const name of ['tone.wav', 'none.wav'])
    expect(await lemnis('objects', 'put', inDirectory(name), `${BUCKET}/in/`)).toMatchObject({ code: 0 })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

const inDirectory = (name: string): string => path.join(directory, name)

function lemnis(...args: readonly string[]): Promise<LemnisEnded> {
  return lemnisWith({}, ...args)
}

function lemnisWith(
  settings: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<LemnisEnded> {
  const own = { LEMNIS_PORT: String(service.port), LEMNIS_ADMIN_TOKEN: service.adminToken, HOME: directory }
  return runLemnis(args, { settings: { ...own, ...settings } })
}

async function requestFile(name: string, input: string): Promise<string> {
  const output = { Region: REGION, Bucket: BUCKET, Object: 'out/tone.wav' }
  const request = { Tag: 'NoiseReduction', Input: { Object: input }, Operation: { Output: output } }
  await writeFile(inDirectory(name), JSON.stringify(request))
  return inDirectory(name)
}

test('a request is submitted and waited for, and its job is shown with request and times', async () => {
  const file = await requestFile('job.json', 'in/tone.wav')
  const submitted = await lemnis('jobs', 'submit', file, '--wait')
  expect(submitted).toMatchObject({ code: 0, complaints: '' })
  const [, id = ''] = /^(j\w+) {2}Success\n$/.exec(submitted.out) ?? []
  const { out } = await lemnis('jobs', 'show', id)
  expect(out).toMatch(/^worker: .+\/\d+$/m)
  expect(out).toMatch(/^waited: [\d.]+ m?s$/m)
  expect(out).toMatch(/^ran: [\d.]+ m?s$/m)
  expect(out).toContain('request\n  <Request>\n    <Tag>NoiseReduction</Tag>\n')
  const { out: request } = await lemnis('jobs', 'show', id, '--request')
  await writeFile(inDirectory('job.xml'), request)
  const again = await lemnis('jobs', 'submit', inDirectory('job.xml'), '--bucket', BUCKET)
  expect(again.out).toMatch(/^j\w+\n$/)
  expect(again.out).not.toContain(id)
})

test('a job that failed ends with exit code 1, its code and its message; it is found and run again', async () => {
  const failed = await lemnis('jobs', 'submit', await requestFile('none.json', 'in/none.wav'), '--wait')
  expect(failed.code).toBe(1)
  expect(failed.out).toMatch(/ {2}Failed {2}ResourceNotSupported: ./)
  const id = /^j\w+/.exec(failed.out)?.[0] ?? ''
  for (const filter of [
    ['--code', 'ResourceNotSupported', '--since', '1h'],
    ['--bucket', BUCKET, '--input', 'in/none.wav'],
  ])
    expect((await lemnis('jobs', 'list', ...filter)).out).toContain(id)
  expect((await lemnis('jobs', 'list', '--until', '1d')).out).toBe('Nothing matches these options.\n')
  const rerun = await lemnis('jobs', 'rerun', id, '--wait', '--json')
  expect(rerun.code).toBe(1)
  expect(JSON.parse(rerun.out)).toMatchObject({ jobs: [{ state: 'Failed', input: 'in/none.wav' }] })
  expect(await lemnis('jobs', 'cancel', id, 'j0')).toMatchObject({
    ...{ code: 1, out: '' },
    complaints: `lemnis: The job ${id} is Failed; only a job that waits or runs can be cancelled.\nlemnis: There is no job j0.\n`,
  })
})

test('all jobs of a filter are counted, run again and cancelled by the service', async () => {
  const filter = ['--bucket', BUCKET, '--prefix', 'in/none', '--state', 'Failed']
  const dry = await lemnis('jobs', 'rerun', ...filter, '--dry-run')
  expect(dry.out).toMatch(
    /^\d+ jobs would be submitted again, made .+\.\n {2}j\w+ {2}NoiseReduction {2}in\/none\.wav\n/,
  )
  expect(await lemnis('jobs', 'rerun', ...filter)).toMatchObject({ code: 1, out: '' })
  const rerun = await lemnis('jobs', 'rerun', ...filter, '--yes', '--wait')
  expect(rerun.out).toMatch(/^(\d+) of \1 jobs submitted again\n$/)
  expect((await lemnis('bulk', 'list')).out).toMatch(
    /^ID .*\n1 +rerun +Done +(\d+) of \1 .*inputPrefix=in\/none/m,
  )
  expect((await lemnis('bulk', 'show', '1')).out).toMatch(/^Done: /)
  expect(await lemnis('bulk', 'stop', '9')).toMatchObject({ code: 1 })
  const none = await lemnis('jobs', 'cancel', '--tag', 'MediaInfo', '--yes')
  expect(none).toMatchObject({ code: 0, out: 'Nothing matches these options.\n' })
  expect(await lemnis('jobs', 'cancel', 'j1', '--tag', 'MediaInfo')).toMatchObject({ code: 2 })
})

test('the request of a job is edited before it is run again', async () => {
  const failed = await lemnis('jobs', 'submit', await requestFile('none.json', 'in/none.wav'), '--wait')
  const id = /^j\w+/.exec(failed.out)?.[0] ?? ''
  const editor = inDirectory('editor')
  await writeFile(editor, '#!/bin/sh\nsed -i s/none/tone/ "$2"\n')
  await chmod(editor, 0o700)
  const edited = await lemnisWith({ EDITOR: `${editor} --now` }, 'jobs', 'rerun', id, '--edit', '--wait')
  expect(edited.code).toBe(0)
  expect(edited.out).toMatch(/Success/)
  expect(await lemnisWith({ EDITOR: 'false' }, 'jobs', 'rerun', id, '--edit')).toMatchObject({
    code: 1,
    out: '',
  })
  await writeFile(editor, '#!/bin/sh\n: > "$1"\n')
  expect(await lemnisWith({ EDITOR: editor }, 'jobs', 'rerun', id, '--edit')).toMatchObject({
    ...{ code: 1, complaints: 'lemnis: The request is empty now: nothing was submitted.\n' },
  })
  expect(await lemnisWith({ EDITOR: 'true' }, 'jobs', 'rerun', id, '--edit')).toMatchObject({
    ...{ code: 1, complaints: 'lemnis: Nothing was changed, and nothing was submitted.\n' },
  })
  await writeFile(editor, '#!/bin/sh\necho "<Request>" > "$1"\n')
  const refused = await lemnisWith({ EDITOR: editor, TMPDIR: directory }, 'jobs', 'rerun', id, '--edit')
  expect(refused.code).toBe(1)
  const [, kept = ''] = /^The edited request is (\S+\.xml): correct it/m.exec(refused.complaints) ?? []
  expect(await readFile(kept, 'utf8')).toBe('<Request>\n')
  const again = await lemnis('jobs', 'submit', kept)
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.complaints).toMatch(/^lemnis: \S+\.xml: .+\n$/)
})

test.each([
  [{ VISUAL: '', EDITOR: '' }, 'Set EDITOR to a program'],
  [{ EDITOR: 'no-such-editor' }, 'there is no program no-such-editor'],
])('%j can edit nothing', async (settings, sentence) => {
  const { out } = await lemnis('jobs', 'submit', await requestFile('job.json', 'in/tone.wav'))
  const ended = await lemnisWith(settings, 'jobs', 'rerun', out.trim(), '--edit')
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.complaints).toContain(sentence)
})

test('objects are listed and downloaded', async () => {
  const bytes = await readFile(inDirectory('tone.wav'))
  expect((await lemnis('objects', 'ls')).out).toContain(BUCKET)
  expect((await lemnis('objects', 'ls', `${BUCKET}/in/`)).out).toMatch(/^in\/tone\.wav +\d+ /m)
  const folders = await lemnis('objects', 'ls', BUCKET, '--delimiter', '/', '--json')
  expect(folders.out).toContain('"in/"')
  const target = inDirectory('copy.wav')
  expect(await lemnis('objects', 'get', `${BUCKET}/in/tone.wav`, target)).toMatchObject({
    ...{ code: 0, out: `${target}  ${bytes.length} bytes\n`, complaints: '' },
  })
  expect(await readFile(target)).toEqual(bytes)
  expect(await lemnis('objects', 'get', `${BUCKET}/in/none.wav`, '-')).toEqual({
    ...{ code: 0, out: 'no audio' },
    complaints: `lemnis: ${BUCKET}/in/none.wav was written to the standard output, 8 bytes.\n`,
  })
})

test('objects are uploaded, linked and deleted', async () => {
  const source = inDirectory('tone.wav')
  const bytes = await readFile(source)
  const kept = await lemnis('objects', 'rm', `${BUCKET}/in`)
  expect(kept.code).toBe(1)
  expect(kept.complaints).toContain('--recursive deletes the objects')
  expect(await lemnis('objects', 'put', source, BUCKET)).toMatchObject({
    ...{ code: 0, out: `${BUCKET}/tone.wav  ${bytes.length} bytes\n` },
  })
  const link = await lemnis('objects', 'url', `${BUCKET}/in/tone.wav`, '--expires', '1m')
  expect(Buffer.from(await (await fetch(link.out.trim())).arrayBuffer())).toEqual(bytes)
  const through = ['sh', '-c', 'printf piped | "$0" "$@"']
  const own = { LEMNIS_PORT: String(service.port), LEMNIS_ADMIN_TOKEN: service.adminToken }
  const put = ['objects', 'put', '-', `${BUCKET}/gone/../piped`]
  expect(await runLemnis(put, { settings: own, through })).toEqual({
    ...{ code: 0, out: `${BUCKET}/gone/../piped  5 bytes\n`, complaints: '' },
  })
  expect((await lemnis('objects', 'get', `${BUCKET}/gone/../piped`, '-')).out).toBe('piped')
  expect(await lemnis('objects', 'rm', `${BUCKET}/gone/`, '--recursive')).toMatchObject({
    ...{ code: 1, complaints: `lemnis: 1 object (5 B) of ${BUCKET} would be deleted. Add --yes to do it.\n` },
  })
  expect((await lemnis('objects', 'rm', `${BUCKET}/gone/`, '--recursive', '--yes')).out).toBe(
    '1 object deleted.\n',
  )
  expect((await lemnis('objects', 'rm', `${BUCKET}/gone/../piped`)).code).toBe(1)
})

test.each([
  [['objects', 'get', 'media/in'], 2, 'is no BUCKET/KEY'],
  [['objects', 'get', BUCKET], 2, 'names no object'],
  [['objects', 'get', `${BUCKET}/none`], 1, `There is no object ${BUCKET}/none.`],
  [
    ['objects', 'get', `${BUCKET}/in/tone.wav`, '/none/a.wav'],
    1,
    "/none/a.wav can't be written: there is no",
  ],
  [['objects', 'put', '/none', `${BUCKET}/a`], 1, "/none can't be read: there is no such file"],
  [['objects', 'put', '-', `${BUCKET}/a/`], 2, 'Give the whole key'],
  [['objects', 'ls', 'none-1250000000'], 1, 'There is no bucket none-1250000000.'],
  [['objects', 'rm', `${BUCKET}/a`, '--yes'], 2, '--yes goes with --recursive.'],
  [['objects', 'url', `${BUCKET}/a`, '--expires', 'soon'], 2, '--expires is a duration'],
  [['jobs', 'submit', '/none'], 1, "/none can't be read"],
  [['jobs', 'rerun', 'j1', 'j2', '--edit'], 2, '--edit takes one job.'],
  [['jobs', 'cancel'], 2, 'Give the id of a job.'],
  [['jobs', 'list', '--input', 'a'], 2, 'input goes with bucket.'],
])('%j ends with a sentence', async (args, code, sentence) => {
  const ended = await lemnis(...args)
  expect(ended).toMatchObject({ code, out: '' })
  expect(ended.complaints).toContain(sentence)
})
