import { expect, test } from 'vitest'
import { findWords } from './find-words.ts'

const found = (file: string, content: string): readonly string[] =>
  findWords(file, content).map(({ word, kind, line }) => `${kind} ${line ?? '-'} ${word.word}`)

test('a word is found as an identifier, as a part of one, in a comment, on a page and as the name of a file', () => {
  const code =
    '/** Opens the door. */\nexport const openDoor = (doorman: string) => `${doorman} at the door`\n'
  expect(found('packages/server/src/http/open-door.ts', code)).toEqual([
    'files - door',
    'identifiers 2 door',
    'comments 1 door',
  ])
  expect(found('docs/page.md', 'One\nTwo doors')).toEqual(['docs 2 door'])
})

test('what is meant otherwise, or is none of these files, is left out', () => {
  expect(found('docs/page.md', 'There is room. This is another room.')).toEqual(['docs 1 room'])
  expect(found('packages/server/src/tags/tone.ts', 'const tone = 1')).toEqual([])
  expect(found('packages/server/src/cli/tone.ts', 'const tone = 1')).toEqual(['identifiers 1 tone'])
})
