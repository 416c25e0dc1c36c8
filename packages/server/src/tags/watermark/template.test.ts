import { expect, test } from 'vitest'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import { watermarkTemplate } from './template.ts'

const PLACE = '<Pos>TopRight</Pos><LocMode>Absolute</LocMode><Dx>128</Dx><Dy>64</Dy>'
const TEXT =
  '<FontSize>30</FontSize><FontType>simfang.ttf</FontType><FontColor>0xFFEEFF</FontColor>' +
  '<Transparency>30</Transparency><Text>words</Text>'
const IMAGE = '<Url>http://a.example/b.png</Url><Mode>Original</Mode><Transparency>30</Transparency>'

function shown(content: string): string {
  const body = `<Request><Tag>Watermark</Tag><Name>n</Name><Watermark>${content}</Watermark></Request>`
  const params = watermarkTemplate.read(startReading(readXml(new TextEncoder().encode(body))))
  return watermarkTemplate.show(params).map(writeXml).join('')
}

test.each([
  `<Type>Text</Type>${PLACE}<StartTime>1</StartTime><EndTime>9.5</EndTime><Text>${TEXT}</Text>`,
  `<Type>Image</Type>${PLACE}<StartTime>0</StartTime><Image>${IMAGE}<Background>false</Background></Image>`,
])('%s is shown as it was sent', (content) => {
  expect(shown(content)).toBe(`<Watermark>${content}</Watermark>`)
})

test('what was left to its default is shown in the containers that were sent', () => {
  expect(shown(`<Type>Image</Type>${PLACE}<SlideConfig/><Image>${IMAGE}</Image>`)).toBe(
    `<Watermark><Type>Image</Type>${PLACE}<StartTime>0</StartTime><SlideConfig><SlideMode>Default</SlideMode>` +
      '<XSlideSpeed>0</XSlideSpeed><YSlideSpeed>0</YSlideSpeed></SlideConfig>' +
      `<Image>${IMAGE}<Background>false</Background></Image></Watermark>`,
  )
})

test.each([
  [`<Type>Text</Type>${PLACE}`, 'Watermark.Text is required.'],
  [`<Type>Text</Type><Pos>Middle</Pos>`, 'Watermark.Pos must be one of'],
  [
    `<Type>Text</Type>${PLACE}<Text>${TEXT.replace('30<', '101<')}</Text>`,
    'Text.FontSize must be a whole number from 5 to 100',
  ],
  [`<Type>Text</Type>${PLACE}<Text>${TEXT.replace('0xFFEEFF', 'red')}</Text>`, 'FontColor must be a colour'],
  [
    `<Type>Text</Type>${PLACE}<Text>${TEXT.replace('words', 'w'.repeat(65))}</Text>`,
    'Text must have at most 64',
  ],
  [
    `<Type>Text</Type>${PLACE.replace('Absolute', 'Relativity')}<Text>${TEXT}</Text>`,
    'Dx must be a number from 0 to 100',
  ],
  [`<Type>Text</Type>${PLACE}<StartTime>5</StartTime><EndTime>5</EndTime>`, 'EndTime must be after'],
  [
    `<Type>Image</Type>${PLACE}<Image>${IMAGE.replace('Original', 'Fixed')}</Image>`,
    'Image.Width or Height is required',
  ],
])('%s is rejected', (content, message) => {
  expect(() => shown(content)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  expect(() => shown(content)).toThrow(message)
})

test.each([
  [`<Type>Image</Type>${PLACE}<Image>${IMAGE}<Background>true</Background></Image>`, 'Image.Background true'],
  [
    `<Type>Text</Type>${PLACE}<SlideConfig><SlideMode>ScrollFromLeft</SlideMode></SlideConfig>`,
    'SlideConfig.SlideMode ScrollFromLeft',
  ],
])('%s is not implemented, and named', (content, what) => {
  expect(() => shown(content)).toThrow(expect.objectContaining({ code: 'NotImplemented' }))
  expect(() => shown(content)).toThrow(what)
})
