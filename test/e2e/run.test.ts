import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { LAUNCHER, runLemnis, type LemnisEnded } from '../run-lemnis.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'

let directory: string
/** Of the temporary services. */
let temporary: string
let service: RunningService

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-run-test-'))
  temporary = at('tmp')
  await mkdir(temporary)
  await mkdir(at('several'))
  await writeFile(at('tone.wav'), noisyTone(1))
  await writeFile(at('several/a.wav'), noisyTone(1))
  await writeFile(at('several/b.wav'), 'no audio')
  await writeFile(at('several/c.wav'), noisyTone(1))
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_DENOISE: 'fast' },
  })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

const at = (name: string): string => path.join(directory, name)

const alone = () => ({ LEMNIS_DENOISE: 'fast', TMPDIR: temporary })
const withService = () => ({ LEMNIS_PORT: String(service.port), LEMNIS_ADMIN_TOKEN: service.adminToken })

const run = (settings: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<LemnisEnded> =>
  runLemnis(['run', ...args], { settings })

async function keptObjects(): Promise<readonly string[]> {
  const { body } = await askAdmin(service, `/objects?bucket=${BUCKET}`)
  return z
    .object({ objects: z.array(z.object({ key: z.string() })) })
    .parse(body)
    .objects.map(({ key }) => key)
}

test('a file is processed without a service, and nothing else is left', { timeout: 60_000 }, async () => {
  const ended = await run(
    alone(),
    'NoiseReduction',
    at('tone.wav'),
    '-o',
    at('out.mp3'),
    '--set',
    'Strength=60',
  )
  expect(ended).toEqual({ code: 0, out: `tone.wav  Success  ${at('out.mp3')}\n`, complaints: '' })
  const output = await stat(at('out.mp3'))
  expect(output.size).toBeGreaterThan(1_000)
  // As any other file that the user makes.
  expect(output.mode).toBe((await stat(at('tone.wav'))).mode)
  expect(await readdir(temporary)).toEqual([])
})

test('what a job finds out is printed', { timeout: 60_000 }, async () => {
  const ended = await run(alone(), 'FileHashCode', at('tone.wav'), '--set', 'Type=MD5')
  expect(ended.code).toBe(0)
  expect(JSON.parse(ended.out)).toMatchObject({
    FileHashCodeResult: { FileSize: String(noisyTone(1).length) },
  })
})

test('a file that fails does not stop the others of a directory', { timeout: 60_000 }, async () => {
  const ended = await run(
    alone(),
    'NoiseReduction',
    at('several'),
    '-o',
    at('cleaned'),
    '--set',
    'Format=mp3',
  )
  expect(ended.code).toBe(1)
  expect(ended.out.split('\n').toSorted()).toEqual([
    '',
    `a.wav  Success  ${at('cleaned/a.mp3')}`,
    `c.wav  Success  ${at('cleaned/c.mp3')}`,
  ])
  expect(ended.complaints).toMatch(/^lemnis: b\.wav: j\w+ {2}Failed {2}ResourceNotSupported: ./m)
  expect(ended.complaints).toContain('lemnis: 2 succeeded, 1 did not.\n')
  expect(await readdir(at('cleaned'))).toEqual(['a.mp3', 'c.mp3'])
  expect(await readdir(temporary)).toEqual([])
})

test('a request that is refused leaves nothing either', { timeout: 60_000 }, async () => {
  const ended = await run(alone(), 'NoiseReduction', at('tone.wav'), '-o', at('x.ogg'), '--set', 'Format=ogg')
  expect(ended).toMatchObject({
    ...{ code: 1, out: '' },
    complaints:
      'lemnis: Operation.NoiseReduction.Format must be one of mp3, m4a, wav. Operation.NoiseReduction.Format is --set Format=….\n',
  })
  expect(await readdir(temporary)).toEqual([])
})

test('a misspelt parameter is named before anything is started', { timeout: 60_000 }, async () => {
  const files = [at('tone.wav'), '-o', at('x.mp3')]
  expect(await run({ TMPDIR: at('nowhere') }, 'NoiseReduction', ...files, '--set', 'Strenght=60')).toEqual({
    ...{ code: 2, out: '' },
    complaints:
      'lemnis: NoiseReduction has no parameter Strenght. Did you mean --set Strength=…?\nlemnis: see "lemnis run --help".\n',
  })
  // Another service may know more: it is asked, and its refusal follows.
  const elsewhere = ['--url', `http://127.0.0.1:${service.port}`, '--token', service.adminToken]
  const ended = await run({}, 'NoiseReduction', ...files, '--set', 'Strenght=60', ...elsewhere)
  expect(ended.complaints).toBe(
    'lemnis: NoiseReduction has no parameter Strenght. Did you mean --set Strength=…? ' +
      'Operation.NoiseReduction.Strenght is not implemented here.\n',
  )
})

test('the help of a tag lists its parameters', { timeout: 60_000 }, async () => {
  const ended = await run({}, 'NoiseReduction', '--help')
  expect(ended).toMatchObject({ code: 0, complaints: '' })
  expect(ended.out).toContain(
    '  Format      The format; else the extension of the key decides, or it is wav. (mp3, m4a, wav)\n',
  )
  expect(await runLemnis(['help', 'run', 'NoiseReduction'])).toEqual(ended)
  const misspelt = await run({}, 'NoiseReducton', '--help')
  expect(misspelt.code).toBe(2)
  expect(misspelt.complaints).toContain('There is no tag NoiseReducton. Did you mean NoiseReduction?')
})

test(
  'an output that cannot be written is a sentence, and nothing is uploaded',
  { timeout: 60_000 },
  async () => {
    const ended = await run(
      withService(),
      ...['NoiseReduction', at('tone.wav'), at('several/a.wav'), '--keep'],
      ...['-o', at('tone.wav/${InputName}.wav')],
    )
    const sentence = `The directory ${at('tone.wav')} can't be made: a file is in its place (EEXIST).`
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.complaints.split('\n').toSorted()).toEqual([
      '',
      'lemnis: 0 succeeded, 2 did not.',
      `lemnis: a.wav: ${sentence}`,
      `lemnis: tone.wav: ${sentence}`,
    ])
    expect(await keptObjects()).toEqual([])
  },
)

test('the source is never the output, and nothing is begun', { timeout: 60_000 }, async () => {
  const ended = await run({ TMPDIR: at('nowhere') }, 'NoiseReduction', at('tone.wav'), '-o', at('tone.wav'))
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.complaints).toContain(`The output ${at('tone.wav')} is an input, which is never replaced`)
  expect(await readFile(at('tone.wav'))).toEqual(noisyTone(1))
})

test('a refused job leaves no directory behind', { timeout: 60_000 }, async () => {
  const job = ['Segment', at('tone.wav'), '-o', at('seg/inner/${Number}.wav')]
  expect(await run(withService(), ...job)).toMatchObject({ code: 1 })
  expect(await readdir(directory)).not.toContain('seg')
})

test('the output can be the standard output, and nothing else is there', { timeout: 60_000 }, async () => {
  const job = ['FileCompress', at('tone.wav'), '-o', '-', '--set', 'Format=tar']
  const ended = await run(withService(), ...job)
  expect(ended).toMatchObject({
    code: 0,
    complaints: 'lemnis: tone.wav: Success, written to the standard output.\n',
  })
  expect(ended.out).toMatch(/^tone\.wav\0/)
  expect(await keptObjects()).toEqual([])
  expect(await run(withService(), ...job, '--json')).toMatchObject({ code: 2, out: '' })
})

test('a running service is used, and its bucket left as it was', { timeout: 60_000 }, async () => {
  const job = ['NoiseReduction', at('tone.wav'), '-o', at('by-service.wav')]
  expect(await run(withService(), ...job)).toMatchObject({ code: 0, complaints: '' })
  expect(await keptObjects()).toEqual([])
  const kept = await run(withService(), ...job, '--keep', '--json')
  expect(JSON.parse(kept.out)).toMatchObject({ runs: [{ state: 'Success', files: [at('by-service.wav')] }] })
  expect((await keptObjects()).map((key) => key.replace(/^\.lemnis-run\/\w+\//, ''))).toEqual([
    '1/in/tone.wav',
    '1/out/by-service.wav',
  ])
  const removed = ['objects', 'rm', `${BUCKET}/.lemnis-run/`, '--recursive', '--yes']
  expect(await runLemnis(removed, { settings: withService() })).toMatchObject({ code: 0 })
})

test('a running service without a token is left alone', { timeout: 60_000 }, async () => {
  const settings = { ...alone(), LEMNIS_PORT: String(service.port), LEMNIS_DATA_DIR: temporary }
  const ended = await run(settings, 'FileHashCode', at('tone.wav'), '--set', 'Type=MD5')
  expect(ended.code).toBe(0)
  expect(ended.complaints).toMatch(
    /^lemnis: A service runs at \S+, but \S+ has no admin token .+ \(--alone\)\. /,
  )
  expect(await readdir(temporary)).toEqual([])
})

/** Begins a long job, and presses Ctrl-C once `isBegun`. */
async function interrupt(
  settings: Readonly<Record<string, string>>,
  isBegun: () => Promise<boolean>,
): Promise<ChildProcess> {
  await writeFile(at('long.wav'), noisyTone(600))
  const args = [LAUNCHER, 'run', 'NoiseReduction', at('long.wav'), '-o', at('long-out.wav')]
  const child = spawn(process.execPath, args, {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], LEMNIS_PORT: '0', ...settings },
  })
  const ended = once(child, 'exit')
  while (!(await isBegun())) await sleep(50)
  child.kill('SIGINT')
  await ended
  return child
}

const lastJob = z.object({ jobs: z.tuple([z.looseObject({ state: z.string() })]) })

test('Ctrl-C cancels the job of a running service and removes its objects', { timeout: 60_000 }, async () => {
  const state = async (): Promise<string> =>
    lastJob.parse((await askAdmin(service, '/jobs?limit=1')).body).jobs[0].state
  const child = await interrupt(withService(), async () => (await state()) === 'Running')
  expect(child.exitCode).toBe(1)
  expect(await state()).toBe('Cancel')
  expect(await keptObjects()).toEqual([])
})

test('Ctrl-C ends a temporary service and removes its directory', { timeout: 60_000 }, async () => {
  const isBegun = async (): Promise<boolean> => (await readdir(temporary)).length > 0
  const child = await interrupt({ ...alone(), LEMNIS_DENOISE: 'best' }, isBegun)
  expect(child.exitCode).toBe(1)
  expect(await readdir(temporary)).toEqual([])
})
