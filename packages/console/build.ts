// Builds the console into dist/, unless it is there for this source already. Prints nothing when all is well.
import { createHash } from 'node:crypto'
import { globSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync, constants } from 'node:zlib'
import { build } from 'vite'

const root = import.meta.dirname
const dist = path.join(root, 'dist')
const stampFile = path.join(dist, '.source')
/** What licences have to be passed on with the console. */
const packagesFile = path.join(dist, '.packages.json')
/** Smaller files are not worth a header. */
const LEAST_COMPRESSED = 600

/** Changes with every file that the console is made of, and with the packages that it is built with. */
function sourceStamp(): string {
  const hash = createHash('sha256')
  const own = globSync(['src/**', 'public/**', '*.{ts,html,json}'], { cwd: root, withFileTypes: true })
  const files = own.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name))
  for (const file of files.sort()) hash.update(path.relative(root, file)).update(readFileSync(file))
  return hash.update(readFileSync(path.join(root, '../../package-lock.json'))).digest('hex')
}

/** The names of the packages of which something is in the built files. */
function packagesOf(built: Awaited<ReturnType<typeof build>>): readonly string[] {
  if (!('output' in built)) throw new Error('the console was not built once')
  const modules = built.output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []))
  const names = modules.map((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1])
  return Array.from(new Set(names.filter((name) => name !== undefined))).toSorted()
}

function compressAll(): void {
  for (const name of globSync('**/*.{js,css,html,svg}', { cwd: dist })) {
    const file = path.join(dist, name)
    const bytes = readFileSync(file)
    if (bytes.byteLength < LEAST_COMPRESSED) continue
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
  }
}

const stamp = sourceStamp()
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const built = await build({ root, logLevel: 'error', configFile: path.join(root, 'vite.config.ts') })
  writeFileSync(packagesFile, JSON.stringify(packagesOf(built)))
  compressAll()
  // Last: a build that was interrupted is done again.
  writeFileSync(stampFile, stamp)
}
