import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withIgnoredParameters } from './ignored-parameters-reference.ts'

const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

test('docs/objects.md lists every ignored name with the reason', () => {
  const page = readFileSync(new URL('../../../../docs/objects.md', import.meta.url), 'utf8')
  expect(squeeze(page)).toBe(squeeze(withIgnoredParameters(page)))
})
