import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { settingsReference } from '../../packages/server/src/config/reference.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FILES = globSync(['Dockerfile', 'deploy/**/*.{yaml,cfg,service}', 'docs/deploy.md'], { cwd: ROOT })
const KNOWN = new Set(Array.from(settingsReference().matchAll(/^\| `([A-Z0-9_]+)`/gm), ([, name]) => name))
/** Read by compose files themselves, and printed by `--print-env`. */
const OTHERS = new Set(['LEMNIS_SUBNET', 'LEMNIS_URL'])

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

test.each(FILES)('%s names settings that exist', (file) => {
  const named = Array.from(read(file).matchAll(/\bLEMNIS_[A-Z0-9_]+|\bDATABASE_URL\b/g), ([name]) => name)
  const unknown = named.filter((name) => !KNOWN.has(name.replace(/_FILE$/, '')) && !OTHERS.has(name))
  expect(unknown).toEqual([])
})

test.each(FILES.filter((file) => file.endsWith('.yaml')))('%s is YAML', (file) => {
  const problems = parseAllDocuments(read(file), { merge: true }).flatMap(({ errors, warnings }) => [
    ...errors,
    ...warnings,
  ])
  expect(problems).toEqual([])
})

test('all manifests of Kubernetes but the two to choose from and the example are in its kustomization', () => {
  const all = globSync('deploy/kubernetes/*.yaml', { cwd: ROOT }).map((file) => path.basename(file))
  const [kustomization] = parseAllDocuments(read('deploy/kubernetes/kustomization.yaml'))
  const resources: unknown = kustomization?.get('resources')
  const apart = ['kustomization.yaml', 'secret.example.yaml', 'worker-hpa.yaml']
  expect(JSON.parse(JSON.stringify(resources))).toEqual(
    expect.arrayContaining(all.filter((file) => !apart.includes(file))),
  )
})
