import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pageXml } from './testing/documented-bodies.ts'
import { checkProgram, EXPECTED_OF_CHECK } from './testing/check-program.ts'
import { findRuntimes } from './testing/runtimes.ts'
import { secret, signedHeaders } from './testing/signed-callback.ts'
import { skipFor } from '../../../tooling/skip-without.ts'

const run = promisify(execFile)
const workspace = fileURLToPath(new URL('../../../', import.meta.url))
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const runtimes = findRuntimes(workspace)

/** A project that has installed the tarball. */
let project = ''
let tarball = ''

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'lemnis-receiver-'))
  await run(process.execPath, [
    join(workspace, 'tooling/build/compile-library.js'),
    join(workspace, 'packages/receiver'),
  ])
  const packed = await run('npm', ['pack', '--pack-destination', project, '-w', 'packages/receiver'], {
    cwd: workspace,
  })
  tarball = join(project, packed.stdout.trim())
  const installed = join(project, 'node_modules/@lemnis/receiver')
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  for (const name of ['express', '@types']) {
    await symlink(join(workspace, 'node_modules', name), join(project, 'node_modules', name))
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
}, 60_000)

afterAll(() => rm(project, { recursive: true, force: true }))

test('publint reports nothing about the tarball', async () => {
  const { stdout } = await run(join(workspace, 'node_modules/.bin/publint'), ['run', tarball, '--strict'])
  expect(stdout).toContain('All good!')
})

test('types are found by every kind of module resolution', async () => {
  const { stdout } = await run(join(workspace, 'node_modules/.bin/attw'), [tarball, '--format', 'ascii'])
  expect(stdout).toContain('No problems found')
})

test('the tarball holds no tests, and no other package is needed', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball])
  expect(stdout).toContain('package/LICENSE')
  expect(stdout).not.toMatch(/test/)
  const manifest = await readFile(join(project, 'node_modules/@lemnis/receiver/package.json'), 'utf8')
  expect(manifest).not.toMatch(/"dependencies"/)
})

test('the code of the README has no type errors', { timeout: 60_000 }, async () => {
  const files = ['Express', 'node:http', 'Types', 'Results by tag'].map((heading, index) => ({
    name: `readme-${index}.mts`,
    heading,
  }))
  for (const { name, heading } of files) await writeFile(join(project, name), codeBlock(heading))
  const options = ['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext', '--types', 'node']
  const tsc = [
    join(workspace, 'node_modules/typescript/bin/tsc'),
    ...options,
    ...files.map(({ name }) => name),
  ]
  await run(process.execPath, tsc, { cwd: project })
})

describe.each(runtimes)('$name', ({ name, command, flags, examples }) => {
  const needed = command === undefined ? skipFor(`${name}: npm brought none for this machine`) : {}

  test.each(['ESM', 'CommonJS'] as const)(
    '%s: verify, parse, handle, recognise duplicates',
    needed,
    async (kind) => {
      const file = join(project, kind === 'ESM' ? 'check.mjs' : 'check.cjs')
      await writeFile(file, checkProgram(kind))
      const { stdout } = await run(command ?? '', [...flags, file], { cwd: project })
      expect(JSON.parse(stdout)).toEqual(EXPECTED_OF_CHECK)
    },
  )

  test.each(examples)('the code of the README under %s receives a callback', needed, async (heading) => {
    const file = join(project, 'server.mjs')
    await writeFile(file, codeBlock(heading))
    const url = `http://127.0.0.1:${await freePort()}/callback`
    const env = { ...process.env, PORT: new URL(url).port, LEMNIS_WEBHOOK_SECRET: secret }
    const child = spawn(command ?? '', [...flags, file], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => {
      child.kill()
    })
    const output: string[] = []
    child.stdout.on('data', (chunk) => output.push(String(chunk)))
    const listens = (): Promise<Response> => fetch(url, { method: 'POST' })
    await vi.waitFor(listens, { timeout: 15_000, interval: 100 })

    const headers = signedHeaders(pageXml)
    const post = async (body: string): Promise<number> =>
      (await fetch(url, { method: 'POST', body, headers })).status
    expect([await post(pageXml), await post(pageXml), await post(`${pageXml} `)]).toEqual([204, 204, 401])
    await vi.waitFor(() => expect(output.join('')).toMatch(/output\/nr\.wav|TaskFinish/))
  })
})

/** Returns the first code block under a heading of the README. */
function codeBlock(heading: string): string {
  const [, code] = /```(?:js|ts)\n([^]*?)```/.exec(readme.slice(readme.indexOf(`## ${heading}\n`))) ?? []
  if (code === undefined) throw new Error(`no code under ${heading}`)
  return code
}

test('the Express example has at most 15 lines', () => {
  expect(codeBlock('Express').trim().split('\n').length).toBeLessThanOrEqual(15)
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
