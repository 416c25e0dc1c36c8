import { all, choice, element, flag, maybe, number, text } from '../grammar.ts'
import { CLIPS, STILLS } from '../inputs.ts'
import { processRule } from './process-rule.ts'
import { side } from './sizes.ts'
import { outputOf, outputTo, type TagGrammar } from './tag-grammar.ts'

const gap = number({ min: 0, max: 1_024, usual: [0, 1, 5] })
const cell = number({ min: 8, max: 4_096, usual: [8, 16, 32], isCostly: true })
const cells = number({ min: 1, max: 10_000, usual: [1, 2, 3], isCostly: true })

const sprite = element(
  'SpriteSnapshotConfig',
  maybe(text('CellWidth', cell)),
  maybe(text('CellHeight', cell)),
  maybe(text('Padding', gap)),
  maybe(text('Margin', gap)),
  text('Color', choice('White', 'black', '#ff0000', '00ff00', 'AliceBlue')),
  text('Columns', cells),
  text('Lines', cells),
)

const snapshotBlock = element(
  'Snapshot',
  maybe(text('Mode', choice('Interval', 'Average', 'KeyFrame')), 70),
  maybe(text('Start', number({ min: 0, max: 1_000_000, usual: [0, 0.1, 0.5], fraction: true })), 40),
  maybe(text('TimeInterval', number({ min: 0.001, max: 3_600, usual: [0.1, 0.3, 1], fraction: true })), 40),
  text('Count', number({ min: 1, max: 10_000, usual: [1, 1, 2, 3], isCostly: true })),
  maybe(text('Width', side), 30),
  maybe(text('Height', side), 30),
  maybe(
    text('CIParam', choice('imageMogr2/format/png', 'imageMogr2/format/jpg', 'imageMogr2/format/webp')),
    20,
  ),
  maybe(text('IsCheckCount', flag), 20),
  maybe(text('IsCheckBlack', flag), 20),
  maybe(text('BlackLevel', number({ min: 30, max: 100, usual: [30, 90] })), 20),
  maybe(text('PixelBlackThreshold', number({ min: 0, max: 255, usual: [0, 30, 255] })), 20),
  maybe(text('SnapshotOutMode', choice('OnlySnapshot', 'OnlySprite', 'SnapshotAndSprite')), 20),
  maybe(sprite, 60),
)

export const snapshot: TagGrammar = {
  tag: 'Snapshot',
  inputs: CLIPS,
  params: snapshotBlock,
  output: outputOf(
    maybe(text('Object', choice('out/${JobId}/p-${Number}.jpg', 'out/${JobId}/p-${Number}.webp')), 90),
    maybe(text('SpriteObject', choice('out/${JobId}/sheet-${Number}.jpg', 'out/sheet-${Number}')), 40),
  ),
  templates: [{ tag: 'Snapshot', params: snapshotBlock, namedBy: 'TemplateId', beside: () => [] }],
}

const coverBlock = element(
  'SmartCover',
  maybe(text('Format', choice('jpg', 'png', 'webp'))),
  maybe(text('Width', side), 30),
  maybe(text('Height', side), 30),
  maybe(text('Count', number({ min: 1, max: 10, usual: [1, 2, 3, 10] }))),
  maybe(text('DeleteDuplicates', flag)),
)

export const smartCover: TagGrammar = {
  tag: 'SmartCover',
  inputs: CLIPS,
  params: maybe(coverBlock, 90),
  output: outputTo('out/${JobId}/c-${Number}.${Ext}', 'out/${JobId}/c-${Number}', 'out/${Number}.jpg'),
  templates: [{ tag: 'SmartCover', params: coverBlock, namedBy: 'TemplateId', beside: () => [] }],
}

const rate = number({ min: 0.001, max: 60, usual: [1, 5, 10, 12.5], fraction: true })

const animationBlock = all(
  element('Container', text('Format', choice('gif', 'hgif', 'webp'))),
  maybe(
    element(
      'Video',
      maybe(text('Codec', choice('gif', 'gif', 'webp')), 40),
      maybe(text('Width', side), 30),
      maybe(text('Height', side), 30),
      maybe(text('Fps', rate), 40),
      maybe(text('AnimateOnlyKeepKeyFrame', flag), 30),
      maybe(
        text(
          'AnimateTimeIntervalOfFrame',
          number({ min: 0.001, max: 10_000_000, usual: [0.1, 0.5, 2], fraction: true }),
        ),
        30,
      ),
      maybe(text('AnimateFramesPerSecond', rate), 30),
      maybe(text('Quality', number({ min: 1, max: 99, usual: [1, 50, 99] })), 30),
    ),
    90,
  ),
  maybe(
    element(
      'TimeInterval',
      maybe(text('Start', number({ min: 0, max: 10_000_000, usual: [0, 0.1, 0.5], fraction: true }))),
      maybe(text('Duration', number({ min: 0.001, max: 10_000_000, usual: [0.1, 0.5, 5], fraction: true }))),
    ),
    40,
  ),
)

export const animation: TagGrammar = {
  tag: 'Animation',
  inputs: CLIPS,
  params: element('Animation', animationBlock),
  output: outputTo('out/${JobId}/a.${Ext}', 'out/a.gif', 'out/${JobId}/a'),
  templates: [{ tag: 'Animation', params: animationBlock, namedBy: 'TemplateId', beside: () => [] }],
}

const picBlock = element('PicProcess', maybe(text('IsPicInfo', flag)), text('ProcessRule', processRule))

export const picProcess: TagGrammar = {
  tag: 'PicProcess',
  inputs: STILLS,
  params: picBlock,
  output: outputTo('out/${JobId}/p.${Ext}', 'out/p.jpg', 'out/${JobId}/p'),
  templates: [{ tag: 'PicProcess', params: picBlock, namedBy: 'TemplateId', beside: () => [] }],
}
