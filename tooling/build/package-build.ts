import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** What runs the compiled service, and what starts it. A clone can be installed by an older one. */
export const SERVICE_ENGINES = { node: '>=22.16' }

export interface BuildOptions {
  /** The clone. */
  readonly root: string
  /** Where each package gets a folder. */
  readonly out: string
}

export interface BuiltPackage {
  readonly name: string
  readonly directory: string
}

/** What is read of a package.json; all else is passed on. */
const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string().optional(),
  license: z.string().optional(),
  /** How old packages name it. */
  licenses: z.array(z.object({ type: z.string() })).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})
export type Manifest = z.infer<typeof Manifest>

export function readManifest(directory: string): Manifest {
  return Manifest.parse(JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')))
}

/** Writes a package.json without what is of use in a clone only. */
export function writeManifest(directory: string, manifest: object): void {
  const ofPackages = (key: string, value: unknown): unknown => (key === 'lemnis-source' ? undefined : value)
  writeFileSync(path.join(directory, 'package.json'), `${JSON.stringify(manifest, ofPackages, 2)}\n`)
}
