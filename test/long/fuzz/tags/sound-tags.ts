import { choice, element, maybe, number, text } from '../grammar.ts'
import { MEDIA, MEDIA_AND_PICTURES, SOUNDS } from '../inputs.ts'
import { outputOf, outputTo, type TagGrammar } from './tag-grammar.ts'
import { several } from '../grammar.ts'

const denoising = element(
  'NoiseReduction',
  maybe(text('Format', choice('mp3', 'm4a', 'wav'))),
  maybe(text('SampleRate', choice('8000', '12000', '16000', '24000', '32000', '44100', '48000'))),
  maybe(text('Samplerate', choice('8000', '16000', '48000')), 20),
  maybe(text('Loudness', choice('-10', '-16', '-23.5', '-30')), 20),
  maybe(text('Strength', choice('0', '35', '50', '100')), 20),
)

export const noiseReduction: TagGrammar = {
  tag: 'NoiseReduction',
  inputs: SOUNDS,
  params: maybe(denoising, 80),
  output: outputTo('out/${JobId}/clean.wav', 'out/${JobId}/${InputName}.${Ext}', 'out/clean'),
  templates: [{ tag: 'NoiseReduction', params: denoising, namedBy: 'TemplateId', beside: () => [] }],
}

export const mediaInfo: TagGrammar = {
  tag: 'MediaInfo',
  inputs: MEDIA_AND_PICTURES,
  params: () => [],
  output: () => [],
}

const seconds = number({ min: 0, max: 10_000_000, usual: [0, 0.2, 0.5, 1, 3], fraction: true })

export const segment: TagGrammar = {
  tag: 'Segment',
  inputs: MEDIA,
  params: element(
    'Segment',
    text('Format', choice('aac', 'mp3', 'flac', 'mp4', 'ts', 'mkv', 'avi', 'hls', 'm3u8')),
    maybe(text('Duration', number({ min: 5, max: 10_000_000, usual: [5, 6] }))),
    maybe(text('StartTime', seconds), 30),
    maybe(text('EndTime', seconds), 30),
    maybe(text('TranscodeIndex', number({ min: 0, max: 1_000, usual: [0, 1, 2] })), 20),
    maybe(
      element('HlsEncrypt', maybe(text('IsHlsEncrypt', choice('false'))), maybe(text('UriKey', choice('')))),
      10,
    ),
  ),
  output: outputTo('out/${JobId}/s-${Number}.${Ext}', 'out/${JobId}/s-${Number}', 'out/s-${Number}.m3u8'),
}

const stream = element(
  'StreamExtract',
  text('Index', number({ min: 0, max: 1_000, usual: [0, 0, 0, 1, 2] })),
  text(
    'Object',
    choice(
      ...[
        'out/a.mp4',
        'out/b.aac',
        'out/c.mp3',
        'out/d.mkv',
        'out/e.wav',
        'out/f.h264',
        'out/g.ts',
        'out/h.flv',
      ],
      ...[
        'out/i.${Ext}',
        'out/j',
        'out/k.m4a',
        'out/l.flac',
        'out/m.webm',
        'out/n.mov',
        'out/o.avi',
        'out/p.srt',
      ],
    ),
  ),
)

export const streamExtract: TagGrammar = {
  tag: 'StreamExtract',
  inputs: MEDIA,
  params: () => [],
  output: outputOf(several(stream, [1, 3])),
}
