export interface Sentence {
  /** From 1. */
  readonly line: number
  readonly words: number
  readonly text: string
}

interface Paragraph {
  readonly line: number
  readonly text: string
}

/** The sentences of a page of Markdown that have more than `most` words; code and the addresses of links are no words. */
export function longSentencesOfPage(page: string, most: number): readonly Sentence[] {
  const withoutCode = page.replace(/^( *)```[\s\S]*?^\1```/gm, blankLines)
  return longSentences(paragraphsOf(withoutCode.split('\n')), most)
}

/** The same of a docstring that begins in `line`. */
export function longSentencesOfComment(comment: string, line: number, most: number): readonly Sentence[] {
  const lines = comment
    .split('\n')
    .map((text) => text.replace(/^\s*(\/\*\*?|\*\/|\*)\s?/, '').replace(/\*\/\s*$/, ''))
  return longSentences(paragraphsOf(lines), most).map((sentence) => ({
    ...sentence,
    line: sentence.line + line - 1,
  }))
}

const blankLines = (text: string): string => text.replace(/[^\n]/g, '')

/** Each item of a list, each cell of a table and each heading is one of its own. */
function paragraphsOf(lines: readonly string[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = []
  let open: { line: number; text: string } | undefined
  for (const [at, text] of lines.entries()) {
    const line = at + 1
    const isTable = text.trimStart().startsWith('|')
    const beginsAnew = isTable || /^\s*([-*>#]|\d+\.)\s/.test(text)
    if (open && (beginsAnew || text.trim() === '')) {
      paragraphs.push(open)
      open = undefined
    }
    if (isTable) paragraphs.push(...text.split(/(?<!\\)\|/).map((cell) => ({ line, text: cell })))
    else if (text.trim() !== '')
      open = open ? { ...open, text: `${open.text} ${text.trim()}` } : { line, text }
  }
  return open ? [...paragraphs, open] : paragraphs
}

function longSentences(paragraphs: readonly Paragraph[], most: number): readonly Sentence[] {
  return paragraphs.flatMap(({ line, text }) =>
    text
      .replace(/\]\([^)]*\)/g, ']')
      .replace(/`[^`]*`/g, '`…`')
      .split(/(?<=[.!?]["”)*]*)\s+(?=[^a-z])/)
      .map((sentence) => ({ line, text: sentence.trim(), words: wordsOf(sentence) }))
      .filter(({ words }) => words > most),
  )
}

function wordsOf(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}…]/u.test(word)).length
}
