import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseDockerfile, readExecForm, readPairs, splitFlags } from './parse-dockerfile.ts'

test('comments are left out, also between continued lines, which are joined', () => {
  const text = '# first\nRUN one \\\n    # why two\n    && two\n\nUSER me\n'
  expect(parseDockerfile(text)).toEqual([
    { name: 'RUN', text: 'one      && two' },
    { name: 'USER', text: 'me' },
  ])
})

test('flags are split from what follows them', () => {
  expect(splitFlags('--from=build /a /b')).toEqual({ flags: { from: 'build' }, rest: '/a /b' })
  expect(splitFlags('/a /b')).toEqual({ flags: {}, rest: '/a /b' })
})

test('pairs may be quoted', () => {
  expect(readPairs('a.b="two words" c=/d')).toEqual([
    ['a.b', 'two words'],
    ['c', '/d'],
  ])
})

test('a command in the shell form is refused', () => {
  expect(readExecForm('["lemnis", "serve"]')).toEqual(['lemnis', 'serve'])
  expect(() => readExecForm('lemnis serve')).toThrow(SyntaxError)
})

test('the Dockerfile names no machine architecture', () => {
  const text = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')
  expect(parseDockerfile(text).map(({ text }) => text)).not.toContainEqual(
    expect.stringMatching(/amd64|arm64|x64|x86|aarch/),
  )
})
