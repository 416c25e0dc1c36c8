import { all, choice, either, element, maybe, number, text } from '../grammar.ts'
import { urlOf } from '../hosts.ts'

const seconds = number({ min: 0, max: 100, usual: [0, 0.1, 0.3, 0.5, 1], fraction: true })
const percent = number({ min: 1, max: 100, usual: [10, 50, 100] })
const offset = number({ min: 0, max: 100, usual: [0, 5, 50], fraction: true })

const words = element(
  'Text',
  text('FontSize', number({ min: 5, max: 100, usual: [5, 12, 20] })),
  text('FontType', choice('simfang.ttf', 'simhei.ttf', 'arial.ttf')),
  text('FontColor', choice('0xF0F0F0', '0x000000', '0xffFFff')),
  text('Transparency', percent),
  // What the filters of FFmpeg read as their own.
  text('Text', choice('Hello', '中文', "it's 50% [a]; b,c:d\\e", '%{pts}', '😀', 'a b'.repeat(21))),
)

const picture = element(
  'Image',
  text('Url', choice(urlOf('in/still.png'), urlOf('in/still.jpg'), urlOf('in/text.txt'), urlOf('in/none'))),
  text('Mode', choice('Original', 'Proportion', 'Fixed')),
  maybe(text('Width', number({ min: 8, max: 100, usual: [8, 20, 50] })), 90),
  maybe(text('Height', number({ min: 8, max: 100, usual: [8, 20, 50] }))),
  text('Transparency', percent),
)

export const watermark = element(
  'Watermark',
  either(all(text('Type', choice('Text')), words), all(text('Type', choice('Image')), picture)),
  text(
    'Pos',
    choice('TopRight', 'TopLeft', 'BottomRight', 'BottomLeft', 'Left', 'Right', 'Top', 'Bottom', 'Center'),
  ),
  text('LocMode', choice('Relativity', 'Absolute')),
  text('Dx', offset),
  text('Dy', offset),
  maybe(text('StartTime', seconds), 20),
  maybe(text('EndTime', seconds), 20),
  maybe(element('SlideConfig', maybe(text('SlideMode', choice('Default')))), 10),
)

const pixel = number({ min: 0, max: 4_096, usual: [0, 1, 10] })
const pixels = number({ min: 1, max: 4_096, usual: [1, 8, 16] })

export const removal = element(
  'RemoveWatermark',
  text('Dx', pixel),
  text('Dy', pixel),
  text('Width', pixels),
  text('Height', pixels),
)
