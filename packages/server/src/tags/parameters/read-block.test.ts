import { expect, test } from 'vitest'
import { z } from 'zod'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { list, optional, required, unlessBlank } from './fields.ts'
import { choice, decimal, flag, off, text, wholeNumber } from './kinds.ts'
import { listParameters } from './list-parameters.ts'
import { readBlock } from './read-block.ts'

const Inner = z.object({
  Level: required(decimal({ min: -30, max: -10, step: 0.1 }, { unit: 'LUFS' }), 'How loud.'),
})

const Block = z.object({
  Width: optional(wholeNumber(128, 4_096, { step: 2, unit: 'px', also: ['0'] }), 'How wide.'),
  Rate: optional(decimal({ above: 0, below: 60 }), 'How fast.', { default: '25' }),
  Codec: optional(choice(['H.264', 'aac']), 'How it is encoded.'),
  Loud: optional(unlessBlank(Inner), 'What it sounds like.'),
  Part: optional(list(z.object({ Name: required(text(3), 'Its name.') }), 2), 'What it is made of.'),
  Remove: optional(flag(), 'Whether there is none.'),
  Roi: off('none'),
})

function read(content: string): unknown {
  return readBlock(startReading(readXml(new TextEncoder().encode(`<A>${content}</A>`)), 'A'), Block)
}

test('values are kept as they were sent, and choices as they are spelt', () => {
  expect(
    read(
      '<Width>640.0</Width><Rate>29.97</Rate><Codec>AAC</Codec><Loud><Level>-16.1</Level></Loud>' +
        '<Part><Name>a</Name></Part><Part/><Part><Name>b</Name></Part><Remove>True</Remove><Roi>None</Roi>',
    ),
  ).toEqual({
    ...{ Width: '640.0', Rate: '29.97', Codec: 'aac', Loud: { Level: '-16.1' }, Remove: 'true' },
    Part: [{ Name: 'a' }, { Name: 'b' }],
  })
  expect(read('<Width>0</Width><Rate/><Loud><Level/></Loud>')).toEqual({ Width: '0' })
})

test.each([
  ['<Width>641</Width>', 'A.Width must be an even number from 128 to 4096, or 0 for none.'],
  ['<Width>1e3</Width>', 'A.Width must be'],
  ['<Rate>60</Rate>', 'A.Rate must be a number above 0 and below 60.'],
  ['<Rate>-0</Rate>', 'A.Rate must be'],
  ['<Codec>vp9</Codec>', 'A.Codec must be one of H.264, aac.'],
  ['<Loud><Level>-16.15</Level></Loud>', 'A.Loud.Level must be a number from -30 to -10, in steps of 0.1.'],
  ['<Part><Name>a</Name></Part><Part><Other>b</Other></Part>', 'A.Part.Name is required.'],
  ['<Part><Name>long</Name></Part>', 'A.Part.Name must have at most 3 characters.'],
  ['<Part><Name>a</Name></Part>'.repeat(3), 'At most 2 A.Part elements are allowed.'],
  ['<Roi>all</Roi>', 'A.Roi all is not implemented here.'],
])('%s is rejected', (content, message) => {
  expect(() => read(content)).toThrow(message)
})

test('a group that is missing is named with the first value that it needs', () => {
  const outer = z.object({ Loud: required(Inner, 'What it sounds like.') })
  const place = startReading(readXml(new TextEncoder().encode('<A/>')), 'A')
  expect(() => readBlock(place, outer)).toThrow('A.Loud.Level is required.')
})

test('the schemas that check values describe them', () => {
  expect(listParameters(Block)).toEqual([
    {
      ...{ name: 'Width', required: false, description: 'How wide.', kind: 'number' },
      ...{ minimum: 128, maximum: 4_096, multipleOf: 2, unit: 'px', also: ['0'] },
    },
    {
      ...{ name: 'Rate', required: false, description: 'How fast.', default: '25', kind: 'number' },
      ...{ exclusiveMinimum: 0, exclusiveMaximum: 60 },
    },
    {
      ...{ name: 'Codec', required: false, description: 'How it is encoded.', kind: 'choice' },
      choices: ['H.264', 'aac'],
    },
    { name: 'Loud', required: false, description: 'What it sounds like.', kind: 'group' },
    {
      ...{ name: 'Loud.Level', required: true, description: 'How loud.', kind: 'number' },
      ...{ minimum: -30, maximum: -10, multipleOf: 0.1, unit: 'LUFS' },
    },
    { name: 'Part', required: false, description: 'What it is made of.', kind: 'group', atMost: 2 },
    { name: 'Part.Name', required: true, description: 'Its name.', kind: 'text', maxLength: 3 },
    { name: 'Remove', required: false, description: 'Whether there is none.', kind: 'flag' },
    { name: 'Roi', required: false, description: 'Not implemented here.', kind: 'off', choices: ['none'] },
  ])
})
