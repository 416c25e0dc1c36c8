import { expect, test } from 'vitest'
import { CALLBACK_SHAPES } from './callback-shapes.ts'
import { writeJson } from '../xml/write-json.ts'
import type { XmlNode } from '../xml/xml.ts'

/** What the golden files of the tags don't hold. */
const nodes: readonly XmlNode[] = [
  [
    'Operation',
    [
      ['Output', [['Force', 'false']]],
      [
        'SpeechRecognitionResult',
        [
          ['AudioTime', '6774.5'],
          ['ObjectName', '417'],
        ],
      ],
      ['Watermark', [['Pos', 'Top']]],
      ['PicProcessResult', [['ObjectName', '417']]],
    ],
  ],
  ['ResultInfo', [['ObjectInfo', [['ObjectName', 'a']]]]],
]

test('natively a list is one wherever it stands, and only what is a number or a boolean is no string', () => {
  expect(writeJson(nodes, CALLBACK_SHAPES.native)).toBe(
    '{"Operation":{"Output":{"Force":false},' +
      '"SpeechRecognitionResult":{"AudioTime":6774.5,"ObjectName":"417"},"Watermark":[{"Pos":"Top"}],' +
      '"PicProcessResult":[{"ObjectName":"417"}]},"ResultInfo":{"ObjectInfo":[{"ObjectName":"a"}]}}',
  )
})

test('on the pages all of it is bare, and text', () => {
  expect(writeJson(nodes, CALLBACK_SHAPES.page)).toBe(
    '{"Operation":{"Output":{"Force":"false"},' +
      '"SpeechRecognitionResult":{"AudioTime":"6774.5","ObjectName":"417"},"Watermark":{"Pos":"Top"},' +
      '"PicProcessResult":{"ObjectName":"417"}},"ResultInfo":{"ObjectInfo":{"ObjectName":"a"}}}',
  )
})
