import { readFileSync, writeFileSync } from 'node:fs'
import { settingsReference } from '../packages/server/src/config/reference.ts'
import { withHabits } from '../packages/server/src/http/asked-reference.ts'

const OBJECTS = new URL('../docs/objects.md', import.meta.url)

writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference())
writeFileSync(OBJECTS, withHabits(readFileSync(OBJECTS, 'utf8')))
