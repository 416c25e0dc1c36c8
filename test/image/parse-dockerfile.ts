/** One instruction of a Dockerfile: its name in capitals, and what follows, with continued lines joined. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

/** Flags such as `--from=build`, and what follows them. */
export interface Flagged {
  readonly flags: Readonly<Record<string, string>>
  readonly rest: string
}

/** Returns the instructions of a Dockerfile, without comments. Comments may also stand between continued lines. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line))
  const joined = lines.join('\n').replaceAll(/\\\n/g, ' ')
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? []
      return { name: name.toUpperCase(), text: rest.trim() }
    })
}

export function splitFlags(text: string): Flagged {
  const flags: Record<string, string> = {}
  let rest = text
  for (;;) {
    const match = /^--([a-z-]+)=(\S+)\s+/.exec(rest)
    if (!match) return { flags, rest }
    const [whole, name = '', value = ''] = match
    flags[name] = value
    rest = rest.slice(whole.length)
  }
}

/** Returns the pairs of ENV and LABEL: `a=1 b="two words"`. */
export function readPairs(text: string): readonly (readonly [string, string])[] {
  const pairs = text.matchAll(/([^\s=]+)=(?:"([^"]*)"|(\S*))/g)
  return Array.from(pairs, ([, name = '', quoted, plain = '']) => [name, quoted ?? plain] as const)
}

/** Returns the words of an exec form. Throws for a shell form, which would need a shell at the start. */
export function readExecForm(text: string): readonly string[] {
  const words: unknown = JSON.parse(text)
  if (!Array.isArray(words)) throw new Error(`${text} is no list of words`)
  return words.map(String)
}
