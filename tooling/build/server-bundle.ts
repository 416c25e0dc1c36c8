import { cpSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

/** The least Node that the bundle is lowered to: it has no `using`. */
const TARGET = 'node22.16'
/** Packages that are dependencies of the published one, since they hold native code. */
const KEPT_OUTSIDE = ['sharp', '@seydx/*', 'pg-native']
/** Code that names another file of the source, which it starts as a process or a thread, or reads. */
const FILE_NAMED = /new URL\('(\.[^']*)', import\.meta\.url\)/g
const SOURCE = '.ts'
/** CommonJS modules within the bundle call it for Node's own modules. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

export interface BundleOptions {
  /** The source, whose `main.ts` starts all. */
  readonly source: string
  readonly outDir: string
  /** A module that every process and thread imports before its own. */
  readonly shims: string
}

/**
 * Bundles the service for Node 22.16 and later: `main.js`, a file for each process and thread that it starts, and chunks that
 * they share, all in one folder. Folders of data that the source names are copied beside them. Returns what went in.
 */
export async function bundleServer({ source, outDir, shims }: BundleOptions): Promise<Metafile> {
  const named = findNamedFiles(source)
  const modules = named.filter((file) => file.endsWith(SOURCE))
  for (const folder of named.filter((file) => file.endsWith(path.sep)))
    cpSync(folder, path.join(outDir, outputName(source, folder)), { recursive: true })
  const entries = [path.join(source, 'main.ts'), ...modules]
  const { metafile } = await build({
    entryPoints: Object.fromEntries(entries.map((file) => [outputName(source, file), file])),
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    conditions: ['lemnis-source'],
    external: KEPT_OUTSIDE,
    plugins: [rewriting({ source, entries, shims }), httpWithoutFacade],
    banner: { js: REQUIRE },
    chunkNames: 'chunk-[hash]',
    // Names stay as they are: errors and profiles of a release can be read.
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    logLimit: 10,
  })
  return metafile
}

interface Rewriting {
  readonly source: string
  readonly entries: readonly string[]
  readonly shims: string
}

/** Makes the references to other files right for the folder of the bundle, and adds the import of the shims. */
function rewriting({ source, entries, shims }: Rewriting): Plugin {
  return {
    name: 'rewriting',
    setup(bundle) {
      bundle.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        if (!file.startsWith(source)) return undefined
        const contents = readFileSync(file, 'utf8').replaceAll(FILE_NAMED, (_, relative: string) => {
          const target = path.resolve(path.dirname(file), relative)
          if (target.endsWith('package.json')) return "new URL('../package.json', import.meta.url)"
          // Its files are beside the bundle, without what builds them.
          if (target.startsWith(consoleOf(source)))
            return `new URL('./console/${relative.endsWith('/') ? '' : path.basename(target)}', import.meta.url)`
          const name = outputName(source, target)
          return `new URL('./${target.endsWith(SOURCE) ? `${name}.js` : `${name}/`}', import.meta.url)`
        })
        return {
          contents: entries.includes(file) ? `import ${JSON.stringify(shims)}\n${contents}` : contents,
          loader: 'ts',
        }
      })
    },
  }
}

/**
 * An import of `node:http` as a module asks for each of its exports. Among them is what makes Node load its WebSocket and its
 * `fetch`, 30 ms of a start. The module's object is taken instead.
 */
const httpWithoutFacade: Plugin = {
  name: 'http-without-facade',
  setup(bundle) {
    bundle.onResolve({ filter: /^(node:)?http$/ }, () => ({ path: 'node:http', namespace: 'builtin' }))
    bundle.onLoad({ filter: /^node:http$/, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)})`,
    }))
  },
}

const consoleOf = (source: string): string => path.resolve(source, '../../console')

/** Returns the absolute paths of all files and folders (these end with a separator) of the source that its code names. */
function findNamedFiles(source: string): readonly string[] {
  const isShipped = (file: string): boolean => !file.endsWith('.test.ts') && !/(^|\/)testing\//.test(file)
  const files = globSync('**/*.ts', { cwd: source }).filter(isShipped)
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(source, file), 'utf8')
    return Array.from(text.matchAll(FILE_NAMED), ([, relative = '']) => {
      const target = path.resolve(source, path.dirname(file), relative)
      return relative.endsWith('/') ? `${target}${path.sep}` : target
    })
  })
  return Array.from(new Set(found)).filter((file) => file.startsWith(source))
}

/** Returns a name for the folder of the bundle: `tags-concat-child` for tags/concat/child.ts. */
function outputName(source: string, file: string): string {
  return path.relative(source, file).replace(/\.ts$/, '').replaceAll(path.sep, '-')
}
