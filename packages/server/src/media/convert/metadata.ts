import type { FormatContext, Stream } from 'node-av/lib'

/** Describes how the old file was made, not its contents. */
const OF_THE_OLD_FILE = new Set([
  'encoder',
  'major_brand',
  'minor_version',
  'compatible_brands',
  'creation_time',
  'duration',
])
/** All other metadata of streams belongs to their old container. */
const OF_A_STREAM = new Set(['language', 'title'])

/** Title, artist and the like. */
export function fileMetadata({ metadata }: FormatContext): Readonly<Record<string, string>> {
  return filtered(metadata?.getAll(), (name) => !OF_THE_OLD_FILE.has(name))
}

export function streamMetadata({ metadata }: Stream): Readonly<Record<string, string>> {
  return filtered(metadata?.getAll(), (name) => OF_A_STREAM.has(name))
}

function filtered(
  entries: Readonly<Record<string, string>> = {},
  isKept: (name: string) => boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => isKept(name.toLowerCase())))
}
