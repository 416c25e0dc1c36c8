/** What stands left of a description: a flag or a name, and at least two spaces. */
const LABEL = /^( *\S.*? {2,})(?=\S)/
/** A description that would be narrower begins on a line of its own. */
const LEAST_WIDTH = 24
const INDENT = 4

/** Breaks each line at the width of a terminal; what is broken goes on below its description. */
export function wrapText(text: string, columns: number | undefined): string {
  if (columns === undefined) return text
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns) return line
  const indent = /^ */.exec(line)?.[0] ?? ''
  const label = LABEL.exec(line)?.[1] ?? indent
  const isHung = label !== indent && columns - label.length >= LEAST_WIDTH
  const hang = isHung ? label.length : indent.length + INDENT
  const lines: string[] = []
  let current = label
  for (const word of line.slice(label.length).split(' ')) {
    const isEmpty = current.trim() === '' || current === label
    if (!isEmpty && current.length + 1 + word.length > columns) {
      lines.push(current)
      current = ' '.repeat(hang) + word
    } else {
      current += isEmpty ? word : ` ${word}`
    }
  }
  return [...lines, current].join('\n')
}
