import { readFileSync, writeFileSync } from 'node:fs'
import { settingsReference } from '../packages/server/src/config/reference.ts'
import { withIgnoredParameters } from '../packages/server/src/http/ignored-parameters-reference.ts'

const docs = (name: string): URL => new URL(`../docs/${name}`, import.meta.url)

writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference())
writeFileSync(OBJECTS, withIgnoredParameters(readFileSync(OBJECTS, 'utf8')))
