import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { glob, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const HERE = fileURLToPath(new URL('.', import.meta.url))
/** Where Debian's packages put them. */
const LIBRARIES = '/usr/share/java'
const ARCHIVES =
  'httpclient httpcore jackson-annotations jackson-core jackson-databind joda-time commons-codec commons-logging ' +
  'slf4j-api slf4j-nop xstream xpp3 bcprov'

export interface Build {
  /** Of everything that was compiled. */
  readonly classes: string
  readonly libraries: readonly string[]
}

/** Compiles the SDK's own sources, what stands for the libraries that Debian lacks, and our programs. */
export async function build(sdk: string, scratch: string): Promise<Build> {
  const libraries = ARCHIVES.split(' ').map((name) => path.join(LIBRARIES, `${name}.jar`))
  const missing = libraries.filter((file) => !existsSync(file))
  if (missing.length > 0)
    throw new Error(`There is no ${missing.join(', no ')}: docs/sdks.md has the packages.`)
  const declared = path.join(scratch, 'declared')
  const classes = path.join(scratch, 'classes')
  await compile(await sourcesIn(path.join(HERE, 'declared')), libraries, declared)
  const own = (await sourcesIn(path.join(sdk, 'src/main/java'))).filter((file) => !isDemo(file))
  const ours = [
    ...(await sourcesIn(path.join(HERE, 'stubs'))),
    ...(await sourcesIn(path.join(HERE, 'clients'))),
  ]
  await compile([...own, ...ours], [declared, ...libraries], classes)
  return { classes, libraries }
}

/** Compiles a copy of the demos beside the SDK. */
export async function buildDemos({ classes, libraries }: Build, demos: string): Promise<void> {
  await compile(await sourcesIn(demos), [classes, ...libraries], classes)
}

/** Options of a Java machine that trusts one authority alone. */
export async function trustOnly(authority: string, scratch: string): Promise<readonly string[]> {
  const certificate = path.join(scratch, 'authority.pem')
  const store = path.join(scratch, 'authority.p12')
  const password = 'lemnis-clients'
  await writeFile(certificate, authority)
  await run('keytool', [
    ...['-importcert', '-noprompt', '-alias', 'lemnis', '-file', certificate],
    ...['-keystore', store, '-storepass', password],
  ])
  return [`-Djavax.net.ssl.trustStore=${store}`, `-Djavax.net.ssl.trustStorePassword=${password}`]
}

function isDemo(file: string): boolean {
  return file.includes(path.join('cos', 'demo', 'ci'))
}

async function sourcesIn(directory: string): Promise<readonly string[]> {
  return (await Array.fromAsync(glob('**/*.java', { cwd: directory }))).map((file) =>
    path.join(directory, file),
  )
}

async function compile(files: readonly string[], classPath: readonly string[], into: string): Promise<void> {
  const list = path.join(path.dirname(into), 'sources.list')
  await writeFile(list, files.join('\n'))
  const options = ['-proc:none', '-nowarn', '-encoding', 'UTF-8', '-d', into]
  await run('javac', [...options, '-cp', classPath.join(path.delimiter), `@${list}`])
}
