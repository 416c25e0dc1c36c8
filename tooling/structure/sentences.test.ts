import { expect, test } from 'vitest'
import { longSentencesOfComment, longSentencesOfPage } from './sentences.ts'

const short = 'one two three.'
const long = 'one two three four five six.'

test('sentences of a page are counted by the words that a reader sees', () => {
  const page = `# Heading\n\n${short} One\n${long}\n\n\`\`\`sh\n${long}\n\`\`\`\n\n| ${short} | one two |\n- ${long}\n`
  expect(longSentencesOfPage(page, 5).map(({ line, words }) => [line, words])).toEqual([
    [3, 7],
    [11, 6],
  ])
  expect(longSentencesOfPage('See [one two](https://example.com/a b c d) and `x y z`.', 5)).toEqual([])
})

test('a docstring is read without its stars', () => {
  expect(longSentencesOfComment(`/**\n * One two\n * ${long}\n */`, 10, 5)).toMatchObject([
    { line: 11, words: 8 },
  ])
})
