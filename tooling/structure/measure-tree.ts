import path from 'node:path'
import type ts from 'typescript'
import { KINDS } from './find-words.ts'
import { largestFolders } from './folders.ts'
import { importCircles } from './import-circles.ts'
import { programOf } from './program-of.ts'
import { CALLS, reaches } from './reaches.ts'
import { filesOf } from './files-of.ts'
import { longSentencesIn, MOST_WORDS, wordsIn } from './places.ts'
import { PRIVATE_WORDS } from './word-list.ts'

/** By what is measured, as it is shown. */
export type Figures = ReadonlyMap<string, string>

export function measureTree(root: string): Figures {
  const files = filesOf(root)
  const program = programOf(root)
  const [folder] = largestFolders(files)
  const isOurs = (file: string): boolean => file.startsWith(path.join(root, 'packages') + path.sep)
  return new Map([
    ...reachFigures(root, program),
    ['files directly in the largest folder', String(folder?.files ?? 0)],
    ['circles of imports', String(importCircles(program, isOurs).length)],
    ...wordFigures(root, files),
    [`sentences over ${MOST_WORDS} words`, String(longSentencesIn(root, files).length)],
  ])
}

function reachFigures(root: string, program: ts.Program): readonly (readonly [string, string])[] {
  return reaches(root, program).flatMap(({ name, within }) =>
    CALLS.map((calls) => {
      const files = within(calls)
      return [`${name}: files within ${calls} calls`, files ? String(files.size) : 'not found'] as const
    }),
  )
}

function wordFigures(root: string, files: readonly string[]): readonly (readonly [string, string])[] {
  const found = wordsIn(root, files)
  const byKind = KINDS.map((kind) => {
    const count = found.filter((one) => one.kind === kind).length
    return [`words of the list in ${kind}`, String(count)] as const
  })
  const byWord = PRIVATE_WORDS.map((word) => {
    const count = found.filter((one) => one.word === word).length
    return [`  ${word.word} (${word.field})`, String(count)] as const
  })
  return [...byKind, ...byWord]
}
