import { expect, test } from 'vitest'
import { nonEmptyFields, skipFields, startReading, textAt } from './read-fields.ts'
import { readXml } from './read-xml.ts'
import { assertAllRead } from './assert-all-read.ts'

/** Reads Known, Block.Known and Other out of a body. */
function read(content: string): void {
  const request = startReading(readXml(new TextEncoder().encode(`<Request>${content}</Request>`)))
  textAt(request, 'Known')
  for (const block of nonEmptyFields(request, 'Block')) textAt(block, 'Known')
  skipFields(request, 'Other')
  assertAllRead(request)
}

test.each([
  '<Known>1</Known><Block><Known>1</Known></Block><Block><Known>2</Known></Block>',
  '<known>1</known>',
  '<Other>any<Thing>1</Thing></Other>',
  '<New/><New> </New><New><Deep><Deeper/></Deep></New><Block><New/></Block>',
])('%s is taken', (content) => {
  expect(() => {
    read(content)
  }).not.toThrow()
})

test.each([
  ['<New>0</New>', 'NotImplemented', 'New is not implemented here.'],
  ['<Block><New><A/><B>1</B></New></Block>', 'NotImplemented', 'Block.New.B is not implemented here.'],
  ['<Known>1<Deep>2</Deep></Known>', 'NotImplemented', 'Known.Deep is not implemented here.'],
  ['<Known>1</Known><Known>2</Known>', 'InvalidArgument', 'Known may stand there only once.'],
  ['<Known>1</Known><known>2</known>', 'NotImplemented', 'known is not implemented here.'],
  ['<Block>1</Block>', 'InvalidArgument', 'Block must hold elements and no text of its own.'],
])('%s is refused', (content, code, message) => {
  expect(() => {
    read(content)
  }).toThrow(expect.objectContaining({ code, message }))
})
