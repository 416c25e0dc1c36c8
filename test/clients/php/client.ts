import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { askAdmin } from '../../admin-client.ts'
import { adapt } from '../adapt.ts'
import type { Client } from '../client.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { MadeTemplates } from './made-templates.ts'
import { runProgram, type OneStep } from '../run-program.ts'
import { makeSamples, namesIn, type Samples } from '../samples.ts'
import { APPID, type Stage } from '../stage.ts'

const AUTOLOAD = fileURLToPath(new URL('autoload.php', import.meta.url))
const BUCKET = `php-sample-${APPID}`

/**
 * Each of its samples, by the interpreter that PHP names; the checkout is one of cos-php-sdk-v5. What its composer.json
 * requires is in its directory vendor, or is Debian's Guzzle with what that lacks in php-deps beside the checkout.
 */
export const php: Client = { name: 'php', buckets: [BUCKET], run: runSamples }

/** By the beginning of a sample's name, so that each finds what it needs; what empties buckets comes last. */
const TURNS = [
  /^(?:create|put|open|bind|upload)/i,
  /^(?!delete|close|cancel|abort|unbind)/i,
  /^(?!deleteBuckets?\.)/,
]

async function* runSamples(stage: Stage, { directory, only }: Checkout): AsyncGenerator<Outcome, void> {
  const sources = path.join(directory, 'sample')
  if (!existsSync(sources)) throw new Error(`${directory} is no checkout of cos-php-sdk-v5`)
  const home = await prepare(stage, directory)
  const key = await makeKey(stage)
  const samples = await makeSamples(stage)
  const made = new MadeTemplates()
  for (const file of (await readdir(sources)).filter((name) => name.endsWith('.php')).toSorted(byTurn)) {
    if (only.length > 0 && !only.includes(file)) continue
    const files = path.join(home, 'files', path.basename(file, '.php'))
    const copy = path.join(home, 'sample', file)
    const source = await readFile(path.join(sources, file), 'utf8')
    const adapted = made.fillIn(file, adaptSample(source, { ...key, port: stage.service.port, files }))
    await writeFile(copy, adapted)
    await putInputs(samples, adapted, files)
    const verdict = await runProgram(
      stage,
      { ...interpret(stage, copy, directory), cwd: files },
      (output) => {
        made.note(file, output)
        return thrownIn(output)
      },
    )
    if (verdict) yield { group: 'php demo', name: file, ...verdict }
  }
}

const Key = z.object({ secretId: z.string(), secretKey: z.string() })

/** It reaches the one bucket: one of the samples deletes every bucket that it finds, with all that is in it. */
async function makeKey({ service }: Stage): Promise<z.infer<typeof Key>> {
  return Key.parse((await askAdmin(service, '/keys', { body: { name: 'php', buckets: [BUCKET] } })).body)
}

function interpret({ env }: Stage, file: string, directory: string): Omit<OneStep, 'cwd'> {
  return {
    command: process.env['PHP'] ?? 'php',
    args: ['-d', `curl.cainfo=${env['SSL_CERT_FILE'] ?? ''}`, '-d', 'display_errors=1', file],
    env: { COS_SDK: directory, COS_SDK_DEPS: path.join(path.dirname(directory), 'php-deps') },
  }
}

function byTurn(one: string, other: string): number {
  const turn = (file: string): number => {
    const found = TURNS.findIndex((names) => names.test(file))
    return found === -1 ? TURNS.length : found
  }
  return turn(one) - turn(other) || (one < other ? -1 : 1)
}

/** A directory with what the samples load, under each name that they load it by. */
async function prepare({ scratch }: Stage, directory: string): Promise<string> {
  const home = path.join(scratch, 'php')
  const vendor = path.join(directory, 'vendor', 'autoload.php')
  const loaded = existsSync(vendor) ? vendor : AUTOLOAD
  for (const below of ['vendor', 'sample/vendor']) {
    await mkdir(path.join(home, below), { recursive: true })
    await writeFile(path.join(home, below, 'autoload.php'), `<?php require_once '${loaded}';\n`)
  }
  return home
}

interface Adapted extends z.infer<typeof Key> {
  readonly port: number
  readonly files: string
}

/** Its settings, and its local files, which are below `files`. Each has its input under one name, whatever it is. */
function adaptSample(source: string, { secretId, secretKey, port, files }: Adapted): string {
  return adapt(source, { bucket: BUCKET, secretId, secretKey })
    .replace(/'scheme' => '\w+'/g, `'scheme' => 'https', 'retry' => 0, 'proxy' => 'http://127.0.0.1:${port}'`)
    .replace(/(["'])AppId\1(?=,)/g, `'${APPID}'`)
    .replace(/(["'])\/(data|tmp)\//g, `$1${files}/$2/`)
    .replaceAll('exampleobject', 'exampleobject.mp4')
}

async function putInputs(samples: Samples, source: string, files: string): Promise<void> {
  const local = [...source.matchAll(/["']([^"'\n]*\/files\/[^"'\n]*)["']/g)].map(([, name = '']) => name)
  const names = local.map((name) => path.relative(files, path.extname(name) === '' ? `${name}/a.txt` : name))
  await mkdir(files, { recursive: true })
  await samples.writeAll(files, names)
  await samples.putAll(
    BUCKET,
    [...namesIn(source)].filter((name) => !local.includes(name)),
  )
}

/** What a sample printed of an exception that it caught, or PHP of one that it did not. */
function thrownIn(output: string): string | undefined {
  return /(?:[\w\\]*(?:Exception|Error): |Fatal error: ).*$/m.exec(output)?.[0].slice(0, 300)
}
