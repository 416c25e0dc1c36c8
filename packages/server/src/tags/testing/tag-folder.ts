import { readdirSync } from 'node:fs'

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
