import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findWords, readCode, type FoundWord } from './find-words.ts'
import { longSentencesOfComment, longSentencesOfPage, type Sentence } from './sentences.ts'

export const MOST_WORDS = 30

/** Whose words count; the list itself names them all. */
const SPOKEN = /^(packages|test|tooling|bench|demo|docs)\/|^[^/]+\.(md|ts|js)$/
const NOT_SPOKEN = /^tooling\/structure\/|^CHANGELOG\.md$/
const PAGES = /^(docs\/[^/]+|README|ARCHITECTURE|CONTRIBUTING)\.md$/
const DOCUMENTED = /^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/

export function wordsIn(root: string, files: readonly string[]): readonly FoundWord[] {
  return files
    .filter((file) => SPOKEN.test(file) && !NOT_SPOKEN.test(file))
    .flatMap((file) => findWords(file, isText(file) ? readFileSync(path.join(root, file), 'utf8') : ''))
}

export type LongSentence = Sentence & { readonly file: string }

/** Of the pages for readers, and of the docstrings of the packages. */
export function longSentencesIn(root: string, files: readonly string[]): readonly LongSentence[] {
  return files.flatMap((file) => {
    if (!PAGES.test(file) && !DOCUMENTED.test(file)) return []
    const text = readFileSync(path.join(root, file), 'utf8')
    const sentences = PAGES.test(file)
      ? longSentencesOfPage(text, MOST_WORDS)
      : readCode(file, text)
          .comments.filter((comment) => comment.text.startsWith('/**'))
          .flatMap((comment) => longSentencesOfComment(comment.text, comment.line, MOST_WORDS))
    return sentences.map((sentence) => ({ ...sentence, file }))
  })
}

function isText(file: string): boolean {
  return /\.(md|ts|js)$/.test(file)
}
