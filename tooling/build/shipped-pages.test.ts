import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assertLinks, copyPages, shippedPage, writeDockerfile } from './shipped-pages.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

let directory: string

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'lemnis-pages-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

function write(page: string, text: string): void {
  mkdirSync(path.dirname(path.join(directory, page)), { recursive: true })
  writeFileSync(path.join(directory, page), text)
}

test('what only a clone has is left out, and links to other packages become their names', () => {
  expect(shippedPage('Before.\n\n<!-- in a clone -->\n\nRun `npm ci`.\n\n<!-- end -->\n\nAfter.\n')).toBe(
    'Before.\n\nAfter.\n',
  )
  expect(shippedPage('See [`@lemnis/receiver`](../packages/receiver/README.md).')).toBe(
    'See `@lemnis/receiver`.',
  )
  expect(shippedPage('[Results](packages/receiver/README.md#results-by-tag) have types.')).toBe(
    'Results (`@lemnis/receiver`) have types.',
  )
})

test('links that lead somewhere are in order', () => {
  write(
    'README.md',
    '[a](docs/a.md) [b](docs/a.md#two-words) [c](https://example.com/x) [d](docs) [e](#top)\n\n# Top\n',
  )
  write('docs/a.md', '# Two words\n\n[back](../README.md)\n\n```\n[none](nowhere.md)\n```\n')
  assertLinks(directory)
})

test.each([
  ['a page that is not there', '[x](b.md)', 'docs/a.md: b.md'],
  ['a heading that is not there', '[x](../README.md#none)', 'docs/a.md: ../README.md#none'],
  [
    'a file outside the package',
    `[x](../../${path.basename(ROOT)})`,
    `docs/a.md: ../../${path.basename(ROOT)}`,
  ],
])('a link to %s is refused', (_, text, message) => {
  write('README.md', '# Top\n')
  write('docs/a.md', text)
  expect(() => {
    assertLinks(directory)
  }).toThrow(message)
})

test('the pages of this repository lead nowhere else once they are shipped', () => {
  const shipped = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE', 'docs', 'deploy', 'examples']
  for (const name of shipped) copyPages(ROOT, name, directory)
  writeDockerfile(ROOT, directory)
  assertLinks(directory)
  expect(readFileSync(path.join(directory, 'Dockerfile'), 'utf8')).not.toMatch(/npm run build/)
})
