import { readFileSync, writeFileSync } from 'node:fs'
import { settingsReference } from '../packages/server/src/config/reference.ts'
import { withIgnoredParameters } from '../packages/server/src/http/ignored-parameters-reference.ts'
import { withTags } from '../packages/server/src/tags/reference.ts'
import { TAGS } from '../packages/server/src/tags/testing/test-tags.ts'

const docs = (name: string): URL => new URL(`../docs/${name}`, import.meta.url)

function rewrite(file: URL, change: (page: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

writeFileSync(docs('settings.md'), settingsReference())
rewrite(docs('objects.md'), withIgnoredParameters)
rewrite(docs('tags.md'), (page) => withTags(page, TAGS))
