/**
 * Checks `deploy/` by the schemas of its formats. Then, as root on Linux with mmdebstrap and iproute2, carries out the steps of
 * the Dockerfile in root file systems of Debian's packages, without a container engine, and uses what comes out:
 * `npm run test:image`. Last line: "N passed, N failed".
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { openBaseImages } from './base-images.ts'
import { buildImage } from './build-image.ts'
import { openDeployChecks } from './check-deploy.ts'
import { findMachineNpm } from './machine-npm.ts'
import { runChecks, type Counts } from './run-checks.ts'

const INSIDE = '--inside'
const ResultFile = z.object({ passed: z.int(), failed: z.int() })
const clone = path.resolve(import.meta.dirname, '../..')
const canBuild = process.platform === 'linux' && process.getuid?.() === 0 && has('mmdebstrap') && has('ip')

if (canBuild && !process.argv.includes(INSIDE)) {
  // All mounts are in a namespace of this run's own: they are gone when it ends, however it ends.
  const script = [process.execPath, ...process.execArgv, import.meta.filename, INSIDE]
  const { status } = spawnSync('unshare', ['--mount', '--propagation', 'private', ...script], {
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} else {
  const ofFiles = await checkDeploy()
  if (!canBuild) console.log('skipped: the image is built by root on Linux, with mmdebstrap and iproute2')
  const ofImage = canBuild ? await checkImage() : { passed: 0, failed: 0 }
  const failed = ofFiles.failed + ofImage.failed
  console.log(`${ofFiles.passed + ofImage.passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

function has(program: string): boolean {
  return spawnSync('which', [program]).status === 0
}

async function checkDeploy(): Promise<Counts> {
  await using deploy = await openDeployChecks(clone)
  return await runChecks(deploy.checks)
}

async function checkImage(): Promise<Counts> {
  const work = mkdtempSync(path.join(tmpdir(), 'lemnis-image-'))
  const description = path.join(work, 'image.json')
  const results = path.join(work, 'results.json')
  try {
    const building = await runChecks({ 'the steps of the Dockerfile': () => build(work, description) })
    if (building.failed > 0) return building
    // A network of its own, with nothing but loopback: the ports of the image are free there.
    const script = [process.execPath, ...process.execArgv, path.join(import.meta.dirname, 'use.ts')]
    spawnSync('unshare', ['--mount', '--net', ...script, description, results], { stdio: 'inherit' })
    const using = ResultFile.parse(JSON.parse(readFileSync(results, 'utf8')))
    return { passed: building.passed + using.passed, failed: using.failed }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function build(work: string, description: string): Promise<string> {
  const startedAt = performance.now()
  const npm = findMachineNpm()
  const image = await buildImage(readFileSync(path.join(clone, 'Dockerfile'), 'utf8'), {
    clone,
    work,
    bases: openBaseImages(clone, npm),
    mounted: [...npm.files, npm.cache],
    variables: npm.variables,
    report: console.log,
  })
  writeFileSync(description, JSON.stringify(image))
  return `carried out in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`
}
