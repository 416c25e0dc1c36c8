import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What a clone has and the package does not: it is left out of the package's pages. */
const OF_CLONE = /^<!-- in a clone -->\n.*?^<!-- end -->\n\n?/gms
/** A link to the page of another package, whose npm name stands for it. */
const TO_PACKAGE = /\[([^\]]+)\]\((?:\.\.\/)*packages\/([a-z]+)\/README\.md[^)]*\)/g
const CODE = /^```.*?^```$/gms
const LINK = /\]\(([^)\s]+)\)/g
const NOT_SHIPPED = /(^|\/)(node_modules|package-lock\.json)(\/|$)/

/** Copies a file or a folder of the clone into a package; its pages lead to what the package has. */
export function copyPages(root: string, name: string, into: string): void {
  cpSync(path.join(root, name), path.join(into, name), {
    recursive: true,
    filter: (file) => !NOT_SHIPPED.test(path.relative(root, file)),
  })
  const pages = name.endsWith('.md') ? [name] : globSync(`${name}/**/*.md`, { cwd: into })
  for (const page of pages) {
    const file = path.join(into, page)
    writeFileSync(file, shippedPage(readFileSync(file, 'utf8')))
  }
}

/** Returns a page as the package has it. */
export function shippedPage(text: string): string {
  return text.replaceAll(OF_CLONE, '').replaceAll(TO_PACKAGE, (_, words: string, library: string) => {
    const name = `@lemnis/${library}`
    return words.includes(name) ? words : `${words} (\`${name}\`)`
  })
}

/** Throws an error that names each relative link of a package's pages that leads to nothing in the package. */
export function assertLinks(directory: string): void {
  const dead = globSync('**/*.md', { cwd: directory }).flatMap((page) => {
    const text = readFileSync(path.join(directory, page), 'utf8').replaceAll(CODE, '')
    return Array.from(text.matchAll(LINK), ([, target = '']) => target)
      .filter((target) => isDead(target, { directory, page }))
      .map((target) => `${page}: ${target}`)
  })
  if (dead.length > 0)
    throw new Error(`links of ${path.basename(directory)} lead nowhere:\n${dead.join('\n')}`)
}

function isDead(target: string, { directory, page }: { directory: string; page: string }): boolean {
  if (/^(https?:|mailto:)/.test(target)) return false
  const [file = '', anchor] = target.split('#')
  const found = file === '' ? path.join(directory, page) : path.resolve(directory, path.dirname(page), file)
  if (path.relative(directory, found).startsWith('..') || !existsSync(found)) return true
  return anchor !== undefined && found.endsWith('.md') && !anchorsOf(found).includes(anchor)
}

/** The headings of a page, as GitHub names them. */
function anchorsOf(page: string): readonly string[] {
  const headings = readFileSync(page, 'utf8')
    .replaceAll(CODE, '')
    .matchAll(/^#+ (.+)$/gm)
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The Dockerfile of a clone builds the package first; that of the package has it. */
export function writeDockerfile(root: string, into: string): void {
  const steps = 'WORKDIR /clone\nCOPY . .\nRUN npm ci && npm run build\n'
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8')
  if (!text.includes(steps)) throw new Error('the Dockerfile builds the package in other steps than these')
  const own = text
    .replace(steps, 'COPY . /clone/build/lemnis\n')
    .replaceAll('/clone/build/lemnis', '/package')
    .replaceAll(' in a clone', ' in the folder of the package')
  mkdirSync(into, { recursive: true })
  writeFileSync(path.join(into, 'Dockerfile'), own)
}
