// Builds `dist/`: runs the compiler once for each kind of module. A package.json in each folder says of which kind its
// files are, so neither the code nor its types need other file extensions.
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const at = (path) => fileURLToPath(new URL(path, import.meta.url))

rmSync(at('dist'), { recursive: true, force: true })
for (const [folder, project, type] of [
  ['esm', 'tsconfig.build.json', 'module'],
  ['cjs', 'tsconfig.cjs.json', 'commonjs'],
]) {
  execFileSync(process.execPath, [tsc, '-p', at(project)], { stdio: 'inherit' })
  writeFileSync(at(`dist/${folder}/package.json`), `{ "type": "${type}" }\n`)
}
