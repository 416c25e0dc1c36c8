import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { REGION } from '../stage.ts'
import type { Examples } from './examples.ts'

const FOLDER = 'src/main/java/com/qcloud/cos/demo/ci'

/** Nobody listens there: a demo's callback needs a place to be sent to, and no answer. */
const NOWHERE = 'http://127.0.0.1:9'

/** What the demos have as examples, and what a user puts there. */
const SETTINGS: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/(?![\w.-]+\.cos\.)[\w.-]+(:[\dx]+)?/g, NOWHERE],
  [/\bap-(chongqing|chongqign|beijing|singapore)\b/g, REGION],
  [/\.cos\.([\w-]+)\.com\b/g, '.cos.$1.myqcloud.com'],
  [/new BasicCOSCredentials\([^)]*\)/g, 'clients.Account.credentials()'],
  [/new ClientConfig\((.*)\);/g, 'clients.Account.settings($1);'],
]
/** A bucket with its APPID; one demo has a point behind it. */
const BUCKET = /\b[A-Za-z]+-1\d{8,9}\b(\.(?="))?/g
/** An id, the end of which is mostly hidden; two have other words there. */
const ID = /"(?:([a-z])[0-9a-f]{20,}\**|templateId|aaaa)"/g

/** Copies the demos of an SDK into a directory with the examples in them replaced, and gives the names of the classes. */
export async function copyDemos(
  sdk: string,
  into: string,
  { bucket, examples }: { readonly bucket: string; readonly examples: Examples },
): Promise<readonly string[]> {
  const from = path.join(sdk, FOLDER)
  await mkdir(into)
  const names = (await readdir(from)).filter((name) => name.endsWith('.java'))
  for (const name of names) {
    const demo = await readFile(path.join(from, name), 'utf8')
    const ours = SETTINGS.reduce((text, [found, setting]) => text.replace(found, setting), demo)
    await writeFile(path.join(into, name), await withIds(ours.replace(BUCKET, bucket), name, examples))
  }
  return names.map((name) => path.basename(name, '.java')).toSorted()
}

/** One of ours for each id, of the kind that the demo is about. */
async function withIds(demo: string, name: string, examples: Examples): Promise<string> {
  const made = new Map<string, string>()
  let text = ''
  let from = 0
  for (const found of demo.matchAll(ID)) {
    const [all, letter = all === '"aaaa"' ? 'w' : 't'] = found
    const kind = all === '"templateId"' ? 'Watermark' : kindAt(demo.slice(0, found.index), name)
    const key = `${all} ${kind}`
    const id = made.get(key) ?? (await examples.make(letter, kind))
    if (id !== undefined) made.set(key, id)
    text += demo.slice(from, found.index) + (id === undefined ? all : `"${id}"`)
    from = found.index + all.length
  }
  return text + demo.slice(from)
}

/** A demo of templates is called by their kind; others say it before they name an id of it. */
function kindAt(before: string, name: string): string {
  const [, kind = '', isOfTemplates] = /^(\w+?)(Template)?Demo/.exec(name) ?? []
  const tag = before.match(/(?<=setTag\(")\w+/g)?.at(-1)
  return isOfTemplates === undefined ? (tag ?? kind) : kind
}
