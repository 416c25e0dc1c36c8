// Compiles a library into its `dist/`, once for each kind of module: `compile-library.js DIRECTORY`. A package.json in each
// folder says of which kind its files are, so neither the code nor its types need other file extensions.
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const library = path.resolve(process.argv[2] ?? '')
const at = (...parts) => path.join(library, ...parts)

rmSync(at('dist'), { recursive: true, force: true })
for (const [folder, project, type] of [
  ['esm', 'tsconfig.build.json', 'module'],
  ['cjs', 'tsconfig.cjs.json', 'commonjs'],
]) {
  execFileSync(process.execPath, [tsc, '-p', at(project)], { stdio: 'inherit' })
  writeFileSync(at('dist', folder, 'package.json'), `{ "type": "${type}" }\n`)
}
// Files that both kinds import as they are.
for (const file of globSync('*.{cjs,d.cts}', { cwd: library })) cpSync(at(file), at('dist', file))
