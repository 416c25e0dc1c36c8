import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { adapt } from '../adapt.ts'
import { openBrowser } from './browser.ts'
import type { Client } from '../client.ts'
import { serveDemos, type Demo } from './demo-server.ts'
import { classifyDemo } from '../classify.ts'
import type { Checkout, Outcome } from '../outcome.ts'
import { makeSamples, namesIn } from '../samples.ts'
import { APPID, type Stage } from '../stage.ts'

const BUCKET = `js-demo-${APPID}`

/** Each function of its demos of data processing, in a real browser; the checkout is one of cos-js-sdk-v5. */
export const js: Client = { name: 'js', buckets: [BUCKET], run: runDemos }

async function* runDemos(stage: Stage, { directory, only }: Checkout): AsyncGenerator<Outcome, void> {
  const folder = path.join(directory, 'demo', 'CIDemos')
  if (!existsSync(folder)) throw new Error(`${directory} is no checkout of cos-js-sdk-v5`)
  const sources = await readSources(stage, folder)
  const samples = await makeSamples(stage)
  for (const source of sources.values()) await samples.putAll(BUCKET, namesIn(source))
  await using server = await serveDemos(stage, {
    bucket: BUCKET,
    dist: path.join(directory, 'dist'),
    sources,
  })
  await using _browser = openBrowser(stage, server.url)
  for (const demo of demosOf(sources)) {
    if (only.length > 0 && !only.includes(demo.name)) continue
    const answers = stage.listen()
    const thrown = await server.run(demo)
    const heard = await answers()
    const verdict = classifyDemo(heard, thrown)
    if (verdict) yield { group: 'js demo', name: `${path.basename(demo.file)} ${demo.name}`, ...verdict }
  }
}

/** By the path that the browser loads each from. */
async function readSources({ service }: Stage, folder: string): Promise<ReadonlyMap<string, string>> {
  const { secretId, secretKey } = service
  const sources = new Map<string, string>()
  for (const file of (await readdir(folder)).toSorted()) {
    // The page that lists them.
    if (file === 'index.js') continue
    const text = await readFile(path.join(folder, file), 'utf8')
    sources.set(`/demo/${file}`, adapt(text, { bucket: BUCKET, secretId, secretKey }))
  }
  return sources
}

const DEMO = /^export const (\w+) = \{$/gm
/** What takes away what others need. */
const LAST = /^(?:close|delete|cancel)/i

function demosOf(sources: ReadonlyMap<string, string>): readonly Demo[] {
  return [...sources]
    .flatMap(([file, source]) => [...source.matchAll(DEMO)].map(([, name = '']) => ({ file, name })))
    .toSorted((one, other) => Number(LAST.test(one.name)) - Number(LAST.test(other.name)))
}
