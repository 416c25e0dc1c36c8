import { writeFileSync } from 'node:fs'
import { settingsReference } from '../packages/server/src/config/reference.ts'

writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference())
