/** A file, and where it was below what was dropped or chosen: `talks/one.wav`. */
export interface NamedFile {
  readonly path: string
  readonly file: File
}

/** Files that are taken at once. */
export const MOST_FILES = 10_000

/** What was dropped, with all that is in folders. At most one more than {@link MOST_FILES}. */
export async function droppedFiles({ items }: DataTransfer): Promise<readonly NamedFile[]> {
  // The items are gone after the event, so all are asked for their entries before the first is read.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry())
  const found: NamedFile[] = []
  for (const entry of entries) if (entry) await collect(entry, found)
  return found
}

/** What was chosen; the files of a folder have its name before their own. */
export function chosenFiles(list: FileList | null): readonly NamedFile[] {
  return Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }))
}

async function collect(entry: FileSystemEntry, found: NamedFile[]): Promise<void> {
  if (found.length > MOST_FILES) return
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ path: entry.fullPath.replace(/^\//, ''), file })
  } else if (isFolder(entry)) {
    for await (const inner of entriesOf(entry)) await collect(inner, found)
  }
}

/** Chromium has these classes under other names, so that `instanceof` can't tell. */
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** A browser gives the entries of a folder a hundred at a time. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader()
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return
    yield* some
  }
}
