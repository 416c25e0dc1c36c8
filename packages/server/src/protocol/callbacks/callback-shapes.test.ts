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

test('in native form lists are always arrays, and only numbers and booleans are no strings', () => {
  expect(writeJson(nodes, CALLBACK_SHAPES.native)).toBe(
    '{"Operation":{"Output":{"Force":false},' +
      '"SpeechRecognitionResult":{"AudioTime":6774.5,"ObjectName":"417"},"Watermark":[{"Pos":"Top"}],' +
      '"PicProcessResult":[{"ObjectName":"417"}]},"ResultInfo":{"ObjectInfo":[{"ObjectName":"a"}]}}',
  )
})

test('in page form nothing is an array by itself, and all values are text', () => {
  expect(writeJson(nodes, CALLBACK_SHAPES.page)).toBe(
    '{"Operation":{"Output":{"Force":"false"},' +
      '"SpeechRecognitionResult":{"AudioTime":"6774.5","ObjectName":"417"},"Watermark":{"Pos":"Top"},' +
      '"PicProcessResult":{"ObjectName":"417"}},"ResultInfo":{"ObjectInfo":{"ObjectName":"a"}}}',
  )
})
