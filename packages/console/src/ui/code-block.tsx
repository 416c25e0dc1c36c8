import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  readonly text: string
  /** What it is, for those who don't see it. */
  readonly label: string
  readonly copies?: boolean
}

/** Text as it is; a long one can be scrolled with the keys, too. */
export function CodeBlock({ text, label, copies = false }: CodeBlockProps) {
  return (
    <div class="code">
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>{text}</code>
      </pre>
      {copies && <CopyButton text={text} />}
    </div>
  )
}
