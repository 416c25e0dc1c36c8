import { CodeBlock } from '../../ui/code-block.tsx'

interface HeaderLinesProps {
  readonly label: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

export function HeaderLines({ label, headers }: HeaderLinesProps) {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}`),
  )
  return <CodeBlock label={label} text={lines.join('\n')} copies />
}
