import { readdirSync } from 'node:fs'
import { TagOutputs } from './tag-outputs.ts'
import { TagSample } from './tag-sample.ts'

const TAGS = new URL('../', import.meta.url)

/** The name of the folder of a tag: `FileHashCode` is in `file-hash-code`. */
export function folderName(tag: string): string {
  return tag.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

/** Where the folder of a tag has `file`. */
export function inTagFolder(tag: string, file: string): URL {
  return new URL(`${folderName(tag)}/${file}`, TAGS)
}

/** The names of all folders that hold a tag. */
export function tagFolders(): readonly string[] {
  return readdirSync(TAGS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(new URL(entry.name, TAGS)).includes('tag.ts'))
    .map(({ name }) => name)
}

export function goldenPath(tag: string, name: string): URL {
  return inTagFolder(tag, `golden/${name}`)
}

/** The names of the golden requests of a tag, such as `Snapshot` and `SnapshotByTemplate`. */
export function goldenRequests(tag: string): readonly string[] {
  return readdirSync(inTagFolder(tag, 'golden')).flatMap(
    (file) => /^(\w+)\.request\.xml$/.exec(file)?.[1] ?? [],
  )
}

export function loadSample(tag: string): Promise<TagSample> {
  return load(inTagFolder(tag, 'testing/sample.ts'), (value) => value instanceof TagSample)
}

export function loadOutputs(tag: string): Promise<TagOutputs> {
  return load(inTagFolder(tag, 'testing/outputs.ts'), (value) => value instanceof TagOutputs)
}

/** What of the exports of a module is of one kind. */
async function load<T>(file: URL, isIt: (value: unknown) => value is T): Promise<T> {
  const module: unknown = await import(file.href)
  const exported: readonly unknown[] = Object.values(module ?? {})
  const found = exported.find(isIt)
  if (found === undefined) throw new Error(`${file.pathname} exports nothing that is expected of it`)
  return found
}
