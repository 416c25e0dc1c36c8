import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Metafile } from 'esbuild'
import { readManifest } from './package-build.ts'

/** What may be passed on in a package under Apache-2.0. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'OFL-1.1',
]
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//

/** Returns the folders of the packages of which something is in the bundle. */
export function bundledPackages(metafile: Metafile, root: string): readonly string[] {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  )
  const folders = inputs.flatMap((file) => PACKAGE.exec(path.resolve(root, file))?.[1] ?? [])
  return Array.from(new Set(folders)).toSorted()
}

/** Returns name, licence and licence text of each package. Throws for one whose licence is not known as permissive. */
export function thirdPartyNotices(folders: readonly string[]): string {
  const parts = folders.map((folder) => {
    const { version, license, licenses } = readManifest(folder)
    const named = license ?? licenses?.map(({ type }) => type).join(' AND ')
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!named?.split(' AND ').every((one) => PERMISSIVE.includes(one)))
      throw new Error(`the licence of ${name} is not known as permissive: ${named ?? 'it names none'}`)
    const texts = globSync('{LICEN[CS]E,NOTICE,COPYING}*', { cwd: folder })
      .toSorted()
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim())
    return [`${name} ${version} (${named})`, ...texts].join('\n\n')
  })
  return `This package contains code and data of the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}
