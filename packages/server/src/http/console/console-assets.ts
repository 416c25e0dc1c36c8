import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mediaTypeOf } from '../../base/media-type.ts'

/** The pages as they are built: in the published package, or where a clone builds them. */
const FOLDER = new URL('../../../../console/dist/', import.meta.url)
/** Builds them in a clone; not in the published package. */
const BUILDER = new URL('../../../../console/build.ts', import.meta.url)
const PAGE = 'index.html'

/** In the order of preference. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const
type Encoding = (typeof ENCODINGS)[number]['name']

export interface Asset {
  readonly contentType: string
  readonly bytes: Buffer
  readonly encoded: ReadonlyMap<Encoding, Buffer>
}

/** The files of the console by their names, such as `assets/index-abc.js`. */
export type ConsoleAssets = ReadonlyMap<string, Asset>

/** Reads the console's files; in a clone it builds them first, where their source has changed. */
export async function loadConsoleAssets(): Promise<ConsoleAssets> {
  if (existsSync(BUILDER)) await build()
  const folder = fileURLToPath(FOLDER)
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = files
    .filter((file) => file.isFile() && !/\.(br|gz)$/.test(file.name))
    .map((file) => path.relative(folder, path.join(file.parentPath, file.name)))
  return new Map(await Promise.all(names.map(async (name) => [name, await readAsset(folder, name)] as const)))
}

/** The encoding of `asset` that a client takes. */
export function chooseEncoding({ encoded }: Asset, accept: string | undefined): Encoding | undefined {
  const taken = new Set(accept?.split(',').map((part) => part.split(';')[0]?.trim()))
  return ENCODINGS.find(({ name }) => taken.has(name) && encoded.has(name))?.name
}

export const pageOf = (assets: ConsoleAssets): Asset | undefined => assets.get(PAGE)

async function readAsset(folder: string, name: string): Promise<Asset> {
  const file = path.join(folder, name)
  const encoded = new Map<Encoding, Buffer>()
  for (const { name: encoding, suffix } of ENCODINGS)
    if (existsSync(file + suffix)) encoded.set(encoding, await readFile(file + suffix))
  return { contentType: mediaTypeOf(name), bytes: await readFile(file), encoded }
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(BUILDER)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (code !== 0) throw new Error(`the console could not be built: ${said.trim()}`)
}
