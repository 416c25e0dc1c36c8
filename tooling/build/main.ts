// Builds the packages as they are published, in `build/`: `npm run build`.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { buildLibrary } from './library-package.ts'
import type { BuiltPackage } from './package-build.ts'
import { buildServer } from './server-package.ts'

const root = path.resolve(import.meta.dirname, '../..')
const out = path.join(root, 'build')

rmSync(out, { recursive: true, force: true })
report(await buildServer({ root, out }))
for (const library of ['receiver', 'testing']) report(buildLibrary(library, { root, out }))

function report({ name, directory }: BuiltPackage): void {
  const kilobytes = Number(execFileSync('du', ['-sk', directory], { encoding: 'utf8' }).split('\t')[0])
  console.log(`${name}: ${path.relative(root, directory)}, ${(kilobytes / 1_000).toFixed(1)} MB`)
}
