import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'
import {
  readManifest,
  SERVICE_ENGINES,
  writeManifest,
  type BuildOptions,
  type BuiltPackage,
} from './package-build.ts'
import { assertLinks } from './shipped-pages.ts'

const COMPILER = path.join(import.meta.dirname, 'compile-library.js')

/** A library of `packages/`, compiled, without what only a clone uses. */
export function buildLibrary(library: string, { root, out }: BuildOptions): BuiltPackage {
  const directory = path.join(out, library)
  const source = path.join(root, 'packages', library)
  execFileSync(process.execPath, [COMPILER, source], { stdio: 'inherit' })
  for (const name of ['dist', 'LICENSE', 'README.md'])
    cpSync(path.join(source, name), path.join(directory, name), { recursive: true })
  assertLinks(directory)
  const { private: _, devDependencies: __, scripts: ___, ...manifest } = readManifest(source)
  const needsService = manifest.dependencies?.['lemnis'] !== undefined
  writeManifest(directory, {
    ...manifest,
    ...(needsService && { engines: SERVICE_ENGINES }),
    files: ['dist'],
  })
  return { name: manifest.name, directory }
}
