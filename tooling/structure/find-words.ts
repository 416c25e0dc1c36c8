import path from 'node:path'
import ts from 'typescript'
import { PRIVATE_WORDS, type PrivateWord } from './word-list.ts'

export const KINDS = ['identifiers', 'files', 'comments', 'docs'] as const
type Kind = (typeof KINDS)[number]

export interface FoundWord {
  readonly word: PrivateWord
  readonly kind: Kind
  readonly file: string
  /** From 1; `undefined` for the name of a file. */
  readonly line: number | undefined
  readonly text: string
}

export interface Comment {
  readonly line: number
  /** As it stands in the file. */
  readonly text: string
}

/** What is named and said in a file of code, its tests and its strings left out. */
interface CodeText {
  readonly identifiers: readonly { readonly line: number; readonly text: string }[]
  readonly comments: readonly Comment[]
}

/** All places of one file where a word of the list stands. */
export function findWords(file: string, content: string): readonly FoundWord[] {
  const words = wordsFor(file)
  const found = (kind: Kind, word: PrivateWord, text: string, line?: number): FoundWord[] =>
    word.except?.match?.test(text) ? [] : [{ word, kind, file, line, text: text.trim() }]
  const named = words
    .filter((word) => word.file && partsOfName(file).some((part) => word.file?.test(part)))
    .flatMap((word) => found('files', word, file))
  if (file.endsWith('.md')) return [...named, ...inProse('docs', file, linesOfPage(content))]
  if (!/\.[jt]s$/.test(file)) return named
  const { identifiers, comments } = readCode(file, content)
  const inNames = identifiers.flatMap(({ line, text }) =>
    words.filter((word) => isNamed(word, text)).flatMap((word) => found('identifiers', word, text, line)),
  )
  return [...named, ...inNames, ...inProse('comments', file, comments.flatMap(linesOfComment))]
}

function wordsFor(file: string): readonly PrivateWord[] {
  return PRIVATE_WORDS.filter(
    ({ within, except }) => (within?.test(file) ?? true) && !(except?.files?.test(file) ?? false),
  )
}

/** Whether an identifier, or one of its camel-case parts, is the word. */
function isNamed({ identifier, part }: PrivateWord, name: string): boolean {
  if (identifier?.test(name)) return true
  return part !== undefined && partsOfIdentifier(name).some((one) => part.test(one))
}

function partsOfIdentifier(name: string): readonly string[] {
  return name.split(/_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
}

/** `lease-keeper.test.ts` in any folder: the whole name, its beginning up to each dash, and its words. */
function partsOfName(file: string): readonly string[] {
  const name = path.posix.basename(file).replace(/\..*$/, '')
  return [name, `${name}-`, ...name.split('-')]
}

function inProse(kind: 'comments' | 'docs', file: string, lines: readonly Comment[]): readonly FoundWord[] {
  return lines.flatMap(({ line, text }) =>
    wordsFor(file).flatMap((word) => {
      const places = [...text.matchAll(word.prose ?? NOTHING)].filter(
        ({ index, 0: match }) =>
          !word.except?.match?.test(text.slice(Math.max(0, index - 12), index + match.length)),
      )
      return places.map((): FoundWord => ({ word, kind, file, line, text: text.trim() }))
    }),
  )
}

const NOTHING = /(?!)/g

function linesOfPage(page: string): readonly Comment[] {
  return page.split('\n').map((text, at) => ({ line: at + 1, text }))
}

function linesOfComment({ line, text }: Comment): readonly Comment[] {
  return text
    .split('\n')
    .map((one, at) => ({ line: line + at, text: one.replace(/^\s*(\/\*\*?|\/\/|\*\/|\*)/, '') }))
}

export function readCode(file: string, content: string): CodeText {
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true)
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1
  const identifiers: { line: number; text: string }[] = []
  const comments = new Map<number, Comment>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node))
      identifiers.push({ line: lineAt(node.getStart()), text: node.text.replace(/^#/, '') })
    const before = ts.getLeadingCommentRanges(content, node.getFullStart()) ?? []
    const behind = ts.getTrailingCommentRanges(content, node.end) ?? []
    if (!ts.isJsxText(node))
      for (const { pos, end } of [...before, ...behind])
        comments.set(pos, { line: lineAt(pos), text: content.slice(pos, end) })
    for (const child of node.getChildren(source)) visit(child)
  }
  visit(source)
  return { identifiers, comments: [...comments.values()] }
}
