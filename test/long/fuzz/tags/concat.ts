import { choice, element, flag, maybe, number, several, text } from '../grammar.ts'
import { MEDIA } from '../inputs.ts'
import { urlOf } from '../hosts.ts'
import { side } from './sizes.ts'
import { outputTo, type TagGrammar } from './tag-grammar.ts'

const seconds = number({ min: 0, max: 10_000_000, usual: [0, 0.2, 0.5, 1], fraction: true })

const fragment = element(
  'ConcatFragment',
  text('Url', (random) => urlOf(choice(...MEDIA)(random))),
  maybe(text('Mode', choice('Start', 'End'))),
  maybe(text('FragmentIndex', number({ min: 0, max: 1_000_000, usual: [0, 1, 2] })), 20),
  maybe(text('StartTime', seconds), 20),
  maybe(text('EndTime', seconds), 20),
  maybe(text('Duration', number({ min: 0.001, max: 10_000_000, usual: [0.2, 0.5], fraction: true })), 10),
)

const block = element(
  'ConcatTemplate',
  several(fragment, [1, 4]),
  maybe(
    element(
      'Audio',
      maybe(text('Codec', choice('aac', 'mp3'))),
      maybe(text('Samplerate', choice('11025', '22050', '32000', '44100', '48000', '96000')), 30),
      maybe(text('Bitrate', number({ min: 8, max: 1_000, usual: [32, 64] })), 30),
      maybe(text('Channels', choice('1', '2', '4', '5', '6', '8')), 30),
      maybe(text('Remove', flag), 10),
    ),
    70,
  ),
  maybe(
    element(
      'Video',
      maybe(text('Codec', choice('H.264'))),
      maybe(text('Width', side), 30),
      maybe(text('Height', side), 30),
      maybe(text('Fps', number({ min: 0.001, max: 60, usual: [5, 10, 29.97], fraction: true })), 30),
      maybe(text('Bitrate', number({ min: 10, max: 50_000, usual: [50, 200] })), 20),
      maybe(text('Crf', number({ min: 0.001, max: 51, usual: [20, 40], fraction: true })), 20),
      maybe(text('Remove', flag), 10),
      maybe(text('Rotate', number({ min: 0, max: 359.999, usual: [0, 90, 180, 45], fraction: true })), 20),
    ),
    70,
  ),
  element('Container', text('Format', choice('mp4', 'mp4', 'flv', 'hls', 'ts', 'mp3', 'aac'))),
  maybe(text('Index', number({ min: 0, max: 100, usual: [0, 1, 2] })), 20),
  maybe(text('DirectConcat', flag), 30),
)

export const concat: TagGrammar = {
  tag: 'Concat',
  inputs: MEDIA,
  params: block,
  output: outputTo('out/${JobId}/c.${Ext}', 'out/c.mp4', 'out/${JobId}/c'),
  templates: [{ tag: 'Concat', params: block, namedBy: 'TemplateId', beside: () => [] }],
}
