import { CI_HOST, COS_HOST } from './hosts.ts'

export interface EntryPointSeed {
  readonly what: string
  readonly entryPoint: keyof typeof ENTRY_POINTS
  readonly body: string | Uint8Array
  readonly status: number
  readonly code: string
}

export const ENTRY_POINTS = {
  job: { method: 'POST', host: CI_HOST, path: '/jobs' },
  object: { method: 'POST', host: COS_HOST, path: '/', query: { delete: '' } },
  upload: { method: 'POST', host: COS_HOST, path: '/clip.mp4', query: { uploadId: 'none' } },
} as const

const ORDER = '<Request><Tag>MediaInfo</Tag><Input><Object>clip.mp4</Object></Input><Operation/></Request>'
const bytes = (text: string, encoding: BufferEncoding): Buffer => Buffer.from(text, encoding)

/** Bodies that each entry point that reads XML must reject, by what is wrong with them. */
const SPOILT: readonly (readonly [what: string, body: string | Uint8Array])[] = [
  ['an entity that XML does not have', '<Request>&unknown;</Request>'],
  ['one in an attribute', '<Delete a="&nbsp;"><Object><Key>a</Key></Object></Delete>'],
  ['a reference to a surrogate', '<Request>&#xD800;</Request>'],
  ['a reference beyond Unicode', '<Request>&#99999999999;</Request>'],
  [
    'a lone surrogate',
    Buffer.concat([bytes('<a>', 'latin1'), Buffer.from([0xed, 0xa0, 0x80]), bytes('</a>', 'latin1')]),
  ],
  ['UTF-16', bytes(`\uFEFF${ORDER}`, 'utf16le')],
  ['UTF-16 without a mark', bytes(ORDER, 'utf16le')],
  ['a second root', `${ORDER}<a/>`],
  ['an end that is cut off', ORDER.slice(0, -3)],
  ['an attribute that is there twice', '<Request a="1" a="2"/>'],
  ['an end of CDATA without its beginning', '<Request>]]></Request>'],
  ['a comment in a comment', '<Request><!-- <!-- --> --></Request>'],
  ['an XML declaration inside', '<Request><?xml version="1.0"?></Request>'],
  ['a prefix that no attribute declares, too deep', '<a:b>'.repeat(65) + '</a:b>'.repeat(65)],
]

export const ENTRY_POINT_SEEDS: readonly EntryPointSeed[] = [
  ...SPOILT.flatMap(([what, body]): EntryPointSeed[] => [
    { what, entryPoint: 'job', body, status: 400, code: 'InvalidContent' },
    { what, entryPoint: 'object', body, status: 400, code: 'MalformedXML' },
  ]),
  {
    what: 'names of Object.prototype',
    entryPoint: 'job',
    body: '<constructor><__proto__/></constructor>',
    status: 400,
    code: 'InvalidArgument',
  },
  {
    what: 'a tag of such a name',
    entryPoint: 'job',
    body: ORDER.replace('MediaInfo', '__proto__'),
    status: 400,
    code: 'InvalidArgument',
  },
  {
    what: 'seven operations',
    entryPoint: 'job',
    body: ORDER.replace('<Operation/>', '<Operation/>'.repeat(7)),
    status: 400,
    code: 'InvalidArgument',
  },
  {
    what: 'a key too long',
    entryPoint: 'job',
    body: ORDER.replace('clip.mp4', '中'.repeat(300)),
    status: 400,
    code: 'InvalidArgument',
  },
  {
    what: '1001 keys',
    entryPoint: 'object',
    body: `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1_001)}</Delete>`,
    status: 400,
    code: 'MalformedXML',
  },
  {
    what: 'an ETag that is no MD5, of an upload that is not there',
    entryPoint: 'upload',
    body: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>abc</ETag></Part></CompleteMultipartUpload>',
    status: 404,
    code: 'NoSuchUpload',
  },
]
