import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'
import { readManifest, writeManifest, type BuildOptions, type BuiltPackage } from './package-build.ts'

/** As its own build makes it, without what only a clone uses. */
export function buildReceiver({ root, out }: BuildOptions): BuiltPackage {
  const directory = path.join(out, 'receiver')
  const source = path.join(root, 'packages/receiver')
  execFileSync(process.execPath, [path.join(source, 'build.js')], { stdio: 'inherit' })
  for (const name of ['dist', 'LICENSE', 'README.md'])
    cpSync(path.join(source, name), path.join(directory, name), { recursive: true })
  const { private: _, devDependencies: __, scripts: ___, ...manifest } = readManifest(source)
  writeManifest(directory, { ...manifest, files: ['dist'] })
  return { name: manifest.name, directory }
}
