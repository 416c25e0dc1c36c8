import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** How a block of shell commands is run: `<!-- run -->` and so on before it. */
export type Marker =
  | { readonly kind: 'run' }
  /** A service that the following blocks of all pages use. */
  | { readonly kind: 'background' }
  /** Each line runs until Ctrl-C. */
  | { readonly kind: 'until interrupted' }
  | { readonly kind: 'not run'; readonly reason: string }

export interface Block {
  /** Page and line, as editors open it. */
  readonly place: string
  readonly text: string
  /** `undefined`: the page has none. */
  readonly marker: Marker | undefined
}

const PAGES = ['README*.md', 'CONTRIBUTING.md', 'docs/*.md', 'packages/*/README.md', 'examples/README.md']
const BLOCK = /(?:<!-- (?<marker>[^>]*) -->\s*)?^```sh\n(?<text>.*?)^```$/gms

/** Returns the blocks of shell commands of all pages. */
export function readBlocks(root: string): readonly Block[] {
  return globSync(PAGES, { cwd: root })
    .toSorted()
    .flatMap((page) => {
      const text = readFileSync(path.join(root, page), 'utf8')
      return Array.from(text.matchAll(BLOCK), ({ index, groups }) => ({
        place: `${page}:${text.slice(0, index).split('\n').length}`,
        text: groups?.['text'] ?? '',
        marker: parseMarker(groups?.['marker']),
      }))
    })
}

function parseMarker(text: string | undefined): Marker | undefined {
  if (text === 'run') return { kind: 'run' }
  if (text === 'run: background') return { kind: 'background' }
  if (text === 'run: until interrupted') return { kind: 'until interrupted' }
  const reason = /^not run: (.+)$/.exec(text ?? '')?.[1]
  return reason === undefined ? undefined : { kind: 'not run', reason }
}
