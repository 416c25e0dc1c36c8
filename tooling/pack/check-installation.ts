import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Installer } from './installers.ts'
import type { Machine } from './machine.ts'
import type { Tarballs } from './pack.ts'

const run = promisify(execFile)
const FIRST_JOB = path.join(import.meta.dirname, 'first-job.js')

/** Installs the packages in an empty folder, starts the service there and runs a job; returns what it took. */
export async function checkInstallation(
  machine: Machine,
  installer: Installer,
  { lemnis, receiver }: Tarballs,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-installed-'))
  try {
    const manifest = { name: 'empty', private: true, type: 'module' }
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest))
    for (const [name, text] of Object.entries(installer.files)) await writeFile(path.join(folder, name), text)
    const startedAt = performance.now()
    await machine.run(folder, installer.install([lemnis]))
    const seconds = (performance.now() - startedAt) / 1_000
    const megabytes = await sizeOf(path.join(folder, 'node_modules'))
    await machine.run(folder, installer.install([lemnis, receiver, 'cos-nodejs-sdk-v5@3.0.0']))
    await copyFile(FIRST_JOB, path.join(folder, 'first-job.js'))
    const starts = []
    // The first start compiles all code, and later ones find it compiled.
    for (let n = 0; n < 3; n++) starts.push(Number(await machine.run(folder, ['node', 'first-job.js'])))
    const [first = 0, ...later] = starts
    return (
      `installed in ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB; ready after ${first} ms, later ` +
      `${Math.min(...later)} ms; one job and its callback each time`
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** `npx` of a tarball, in a folder without a package. */
export async function checkNpx(machine: Machine, { lemnis }: Tarballs): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lemnis-npx-'))
  try {
    const version = await machine.run(folder, ['npx', '--yes', `file:${lemnis}`, 'version'], {
      npm_config_cache: path.join(folder, 'cache'),
    })
    if (!/^\d+\.\d+\.\d+\n$/.test(version)) throw new Error(`it printed ${version}`)
    return `npx lemnis version: ${version.trim()}`
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function sizeOf(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder])
  return Number(stdout.split('\t')[0]) / 1_000
}
