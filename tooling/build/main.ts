// Builds the packages as they are published, in `build/`: `npm run build`.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { buildReceiver } from './receiver-package.ts'
import { buildServer } from './server-package.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const OUT = path.join(ROOT, 'build')

rmSync(OUT, { recursive: true, force: true })
for (const build of [buildServer, buildReceiver]) {
  const { name, directory } = await build({ root: ROOT, out: OUT })
  const kilobytes = execFileSync('du', ['-sk', directory], { encoding: 'utf8' }).split('\t')[0]
  console.log(`${name}: ${path.relative(ROOT, directory)}, ${(Number(kilobytes) / 1_000).toFixed(1)} MB`)
}
