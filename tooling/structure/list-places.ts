import { filesOf } from './files-of.ts'
import { largestFolders } from './folders.ts'
import { longSentencesIn, wordsIn } from './places.ts'
import { programOf } from './program-of.ts'
import { CALLS, reaches } from './reaches.ts'

export const PLACES = ['words', 'sentences', 'folders', 'files'] as const
type PlaceKind = (typeof PLACES)[number]

const FOLDERS_SHOWN = 20

/** Each place, in a line, so that it can be found and mended. */
export function listPlaces(root: string, kind: PlaceKind): string {
  const lines = linesOf(root, kind)
  return lines.map((line) => `${line}\n`).join('')
}

function linesOf(root: string, kind: PlaceKind): readonly string[] {
  const files = filesOf(root)
  switch (kind) {
    case 'words':
      return wordsIn(root, files).map(
        ({ word, file, line, text }) =>
          `${file}${line === undefined ? '' : `:${line}`}: ${word.word} (${word.field}): ${text}`,
      )
    case 'sentences':
      return longSentencesIn(root, files).map(
        ({ file, line, words, text }) => `${file}:${line}: ${words} words: ${text}`,
      )
    case 'folders':
      return largestFolders(files)
        .slice(0, FOLDERS_SHOWN)
        .map(({ name, files: count }) => `${name}: ${count} files`)
    case 'files':
      return reaches(root, programOf(root)).flatMap(({ name, within }) =>
        CALLS.flatMap((calls) =>
          [...(within(calls) ?? [])].map((file) => `${name}, ${calls} calls: ${file}`),
        ),
      )
  }
}
