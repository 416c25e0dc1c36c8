import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tagsNotRun, withTags } from './reference.ts'
import { DOCUMENTED } from './registry.ts'
import { TAGS } from './testing/test-tags.ts'

const PAGE = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8')

/** The same table whatever the widths of its columns: the formatter aligns them. */
const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

test('docs/tags.md has what the folder of each tag says; "npm run docs" writes it', () => {
  expect(squeeze(PAGE)).toBe(squeeze(withTags(PAGE, TAGS)))
})

test('each tag of the protocol is run or listed with what it would need', () => {
  const listed = [...TAGS.map(({ name }) => name), ...tagsNotRun(PAGE)]
  expect(listed.toSorted()).toEqual([...new Set([...DOCUMENTED, ...listed])].toSorted())
})

test('a tag that is run leaves the table of those that are not', () => {
  const listed = PAGE.replace(/^\| Tts {2}/m, '| MediaInfo | a row of its own |\n| Concat, Tts, Segment ')
  expect(tagsNotRun(listed)).toEqual(expect.arrayContaining(['MediaInfo', 'Concat', 'Tts', 'Segment']))
  expect(squeeze(withTags(listed, TAGS))).toBe(squeeze(PAGE))
})
