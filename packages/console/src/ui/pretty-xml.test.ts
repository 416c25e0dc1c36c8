import { expect, test } from 'vitest'
import { prettyXml } from './pretty-xml.ts'

test('elements get lines of their own, and a text stays with its element', () => {
  const xml =
    '<Response><JobsDetail><Code>Success</Code><Message/><Input><Object>a b</Object></Input></JobsDetail></Response>'
  expect(prettyXml(xml)).toBe(`<Response>
  <JobsDetail>
    <Code>Success</Code>
    <Message/>
    <Input>
      <Object>a b</Object>
    </Input>
  </JobsDetail>
</Response>`)
})

test.each([
  '',
  'no xml',
  '{"a":"<b>"}',
  '<',
  '<a',
  '</a></a>',
  '<a></a>',
  '<?xml version="1.0"?><a><b></b></a>',
])('nothing but white space is added to %j', (text) => {
  expect(prettyXml(text).replace(/\n */g, '')).toBe(text)
})
