import { inTagFolder } from './tag-folder.ts'
import { TagOutputs } from './tag-outputs.ts'
import { TagSample } from './tag-sample.ts'

export function loadSample(tag: string): Promise<TagSample> {
  return load(inTagFolder(tag, 'testing/sample.ts'), (value) => value instanceof TagSample)
}

export function loadOutputs(tag: string): Promise<TagOutputs> {
  return load(inTagFolder(tag, 'testing/outputs.ts'), (value) => value instanceof TagOutputs)
}

/** Returns the export of a module that is of one class. */
async function load<T>(file: URL, isIt: (value: unknown) => value is T): Promise<T> {
  const module: unknown = await import(file.href)
  const exported: readonly unknown[] = Object.values(module ?? {})
  const found = exported.find(isIt)
  if (found === undefined) throw new Error(`${file.pathname} exports nothing that is expected of it`)
  return found
}
