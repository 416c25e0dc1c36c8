import { all, choice, either, element, flag, maybe, several, text } from '../grammar.ts'
import { ANY, ARCHIVES } from '../inputs.ts'
import { urlOf } from '../hosts.ts'
import { outputOf, outputTo, type TagGrammar } from './tag-grammar.ts'

export const fileHashCode: TagGrammar = {
  tag: 'FileHashCode',
  inputs: ANY,
  params: element(
    'FileHashCodeConfig',
    text('Type', choice('MD5', 'SHA1', 'SHA256')),
    maybe(text('AddToHeader', flag)),
  ),
  output: () => [],
}

export const fileCompress: TagGrammar = {
  tag: 'FileCompress',
  inputs: ANY,
  params: element(
    'FileCompressConfig',
    maybe(text('Flatten', choice('0', '1', '2', '3')), 80),
    text('Format', choice('zip', 'tar', 'tar.gz')),
    maybe(text('Type', choice('faster', 'better', 'default'))),
    either(
      text('Prefix', choice('in/', 'in/t', 'few/', 'none/', 'in/tone.wav')),
      several(text('Key', choice(...ANY, 'in/none', 'few/a.txt')), [1, 4]),
      text(
        'UrlList',
        choice('/lists/urls.txt', 'lists/urls.txt', urlOf('lists/urls.txt'), 'in/clip.mp4', 'in/empty'),
      ),
    ),
    maybe(text('IgnoreError', flag)),
  ),
  output: outputTo('out/${JobId}/a.${Ext}', 'out/a.zip', 'out/${JobId}/a'),
}

export const fileUncompress: TagGrammar = {
  tag: 'FileUncompress',
  inputs: ARCHIVES,
  params: maybe(
    element(
      'FileUncompressConfig',
      maybe(text('Prefix', choice('out/u/', '/out/v', 'out', 'out/中文/'))),
      maybe(text('PrefixReplaced', choice('0', '1', '2'))),
    ),
    80,
  ),
  output: all(outputOf(maybe(text('Object', choice('out/${JobId}')), 20))),
}
