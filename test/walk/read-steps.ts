export interface Steps {
  /** The text of each new file, by its path in the repository. */
  readonly files: ReadonlyMap<string, string>
  /** Lines that are added to files that are there. */
  readonly added: ReadonlyMap<string, readonly string[]>
  /** What is typed in a shell, in order. */
  readonly commands: readonly string[]
}

const FENCED = /(?:^`(?<file>[^`\n]+)`:\n\n)?^```(?<language>\w+)\n(?<content>.*?)^```$/gms

/** Reads a section of a page: each block of code is a file, lines for a file, or commands. */
export function readSteps(page: string, heading: string): Steps {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [text = ''] = section.split('\n## ')
  const files = new Map<string, string>()
  const added = new Map<string, readonly string[]>()
  const commands: string[] = []
  for (const { groups: { file, language, content = '' } = {} } of text.matchAll(FENCED)) {
    if (language === 'sh') commands.push(...content.trim().split('\n'))
    else if (file === undefined) throw new Error(`a block of ${language ?? 'code'} has no path: ${content}`)
    else if (language === 'diff') added.set(file, addedLines(content))
    else files.set(file, content)
  }
  return { files, added, commands }
}

function addedLines(diff: string): readonly string[] {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (!line.startsWith('+')) throw new Error(`only lines can be added: ${line}`)
      return line.slice(1)
    })
}
