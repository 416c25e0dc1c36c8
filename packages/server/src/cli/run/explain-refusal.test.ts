import { expect, test } from 'vitest'
import { CommandError } from '../command.ts'
import { explainRefusal } from './explain-refusal.ts'

test.each([
  ['Snapshot', 'Operation.Output.Object must contain ${Number}.', "such as -o 'name-${Number}.jpg'."],
  ['Transcode', 'Operation.Transcode.Foo is not implemented here.', 'Is --set Foo misspelt?'],
  ['PicProcess', 'Operation.PicProcess is required.', '--set ProcessRule=imageMogr2/rotate/90.'],
  ['Concat', 'Operation.ConcatTemplate.Audio.Codec must be one of aac.', 'is --set Audio.Codec=….'],
])('a refusal of %s says what to type', (tag, message, hint) => {
  const parameters = { tag, set: [], setOperation: [], template: undefined }
  const explained = explainRefusal(new CommandError(message, 2), parameters)
  expect(explained).toMatchObject({ exitCode: 2 })
  expect(String(explained)).toContain(message)
  expect(String(explained)).toContain(hint)
})
