// Packs the packages and uses them as their users do: `npm run pack:check`. With `--managers`, by other package managers than
// npm: `npm run long:pack`. Last line: "N passed, N failed".
import { globSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findRuntimes } from '../../packages/receiver/src/testing/runtimes.ts'
import { checkExample } from './check-example.ts'
import { checkInstallation, checkNpx } from './check-installation.ts'
import { checkTarball } from './check-tarball.ts'
import { npm, pnpm, yarn } from './installers.ts'
import { installPackage, Machine } from './machine.ts'
import { packAll, type Tarballs } from './pack.ts'

/** The least that is promised. */
const LEAST_NODE = '22.16.0'

const { values } = parseArgs({ options: { managers: { type: 'boolean', default: false } } })
const root = path.resolve(import.meta.dirname, '../..')
const work = await mkdtemp(path.join(tmpdir(), 'lemnis-pack-'))
const node24 = new Machine(`Node ${process.versions.node}`, [process.execPath])
const result = { passed: 0, failed: 0 }

try {
  const tarballs = await packAll(root, work)
  if (values.managers) await checkManagers(tarballs)
  else {
    await checkPackages(tarballs)
    await checkExamples(tarballs)
  }
} finally {
  await rm(work, { recursive: true, force: true })
}
console.log(`${result.passed} passed, ${result.failed} failed`)
process.exitCode = result.failed === 0 ? 0 : 1

async function check(name: string, run: () => Promise<string>): Promise<void> {
  try {
    console.log(`ok   ${name}: ${await run()}`)
    result.passed += 1
  } catch (error) {
    console.log(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`)
    result.failed += 1
  }
}

async function checkPackages(tarballs: Tarballs): Promise<void> {
  for (const [name, tarball] of Object.entries<string>({ ...tarballs }))
    await check(`${name}, packed`, () => checkTarball(root, tarball, { hasTypes: name !== 'lemnis' }))
  const node = `node-${process.platform}-${process.arch}`
  const least = await installPackage(`${node}@${LEAST_NODE}`, path.join(work, 'node'))
  const node22 = new Machine(`Node ${LEAST_NODE}`, [path.join(least, 'bin/node')])
  for (const [machine, scripts] of [
    [node22, false],
    [node24, true],
  ] as const) {
    const installer = npm({ scripts })
    await check(`${machine.name}, ${installer.name}`, () => checkInstallation(machine, installer, tarballs))
    await check(`${machine.name}, npx of the tarball`, () => checkNpx(machine, tarballs))
  }
}

async function checkExamples(tarballs: Tarballs): Promise<void> {
  const bun = findRuntimes(root).find(({ name }) => name === 'Bun')?.command
  const withBun = new Machine('Bun', [process.execPath, ...(bun === undefined ? [] : [bun])])
  for (const file of globSync('examples/*/package.json', { cwd: root }).toSorted()) {
    const example = path.dirname(path.join(root, file))
    await check(path.dirname(file), () => checkExample(example, withBun, tarballs))
  }
}

async function checkManagers(tarballs: Tarballs): Promise<void> {
  for (const installer of [
    pnpm(await installPackage('pnpm@12.21.0', path.join(work, 'pnpm'))),
    yarn(await installPackage('@yarnpkg/cli-dist@4.18.1', path.join(work, 'yarn'))),
  ])
    await check(`${node24.name}, ${installer.name}`, () => checkInstallation(node24, installer, tarballs))
}
