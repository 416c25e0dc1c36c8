import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { matching } from '../../base/testing/test-matching.ts'
import { python } from '../../../../../tooling/python.ts'
import type { RunOutcome } from '../tag.ts'
import {
  anOperation,
  BUCKET,
  openTagHarness,
  outputXml,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import { fileCompressTag as tag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex')
const listing = z.array(z.tuple([z.string(), z.int().nullable(), z.string()]))
const LIST = `
import sys, json, zipfile, tarfile, hashlib
found = []
def add(name, data):
    found.append([name, None if data is None else len(data), hashlib.md5(data or b'').hexdigest()])
if zipfile.is_zipfile(sys.argv[1]):
    archive = zipfile.ZipFile(sys.argv[1])
    for member in archive.infolist(): add(member.filename, None if member.is_dir() else archive.read(member))
else:
    archive = tarfile.open(sys.argv[1])
    for member in archive:
        if member.isdir(): add(member.name + '/', None)
        else: add(member.name, archive.extractfile(member).read())
print(json.dumps(found))`

function operation(config: string) {
  return anOperation(
    'FileCompress',
    `<FileCompressConfig>${config}</FileCompressConfig>${outputXml('out/a.zip')}`,
  )
}

describe('how it is read', () => {
  test.each([
    ['<Prefix>a/</Prefix>', 'InvalidArgument', 'Operation.FileCompressConfig.Format is required.'],
    ['<Format>rar</Format><Prefix>a/</Prefix>', 'InvalidArgument', /Format must be one of zip, tar, tar.gz/],
    ['<Format>zip</Format>', 'InvalidArgument', /must have UrlList, Prefix or Key/],
    ['<Format>zip</Format><Flatten>2</Flatten><Key>b</Key>', 'InvalidArgument', /only with a Prefix/],
    ['<Format>zip</Format><CompressKey>cA==</CompressKey><Key>b</Key>', 'NotImplemented', /CompressKey/],
    ['<Format>zip</Format><KeyConfig><Key>b</Key></KeyConfig>', 'NotImplemented', /KeyConfig/],
    [
      '<Format>zip</Format><UrlList>https://example.com/a.csv</UrlList>',
      'InvalidArgument',
      /UrlList must be/,
    ],
    [`<Format>zip</Format>${'<Key>k</Key>'.repeat(2)}`, undefined, ''],
  ])('%s: %s', (config, code, message) => {
    const read = () => shownXml(tag, { operation: operation(config), order: 'response' })
    if (code === undefined) expect(read()).toContain('<Key>k</Key></FileCompressConfig>')
    else expect(read).toThrow(expect.objectContaining({ code, message: matching(message) }))
  })

  test('it may read what it names, and with a list anything', () => {
    const order = { inputKey: undefined, output: undefined }
    expect(tag.touches?.({ format: 'zip', keys: ['a', 'b'] }, order)).toEqual({ reads: ['a', 'b'] })
    expect(tag.touches?.({ format: 'zip', keys: [], prefix: 'in/' }, order)).toEqual({ reads: ['in/*'] })
    const urlList = { text: '/l.csv', key: 'l.csv' }
    expect(tag.touches?.({ format: 'zip', keys: [], urlList }, order)).toEqual({ reads: ['l.csv', '*'] })
    const both = { format: 'zip', keys: ['a'], prefix: '/' }
    expect(tag.touches?.(both, order)).toEqual({ reads: ['*'] })
    expect(tag.touches?.({ ...both, urlList }, order)).toEqual({ reads: ['l.csv', '*'] })
  })
})

describe('how it runs', skipWithout('python3'), () => {
  let harness: TagHarness
  const objects = {
    'in/a.txt': Buffer.from('one'),
    'in/b/a.txt': Buffer.alloc(300_000, 'lemnis '),
    'in/b/名字.bin': Buffer.alloc(0),
    'in/empty/': Buffer.alloc(0),
  }

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  /** What Python's own readers find in the archive: names, in order, with the sizes and hashes of files. */
  async function unpack(outcome: RunOutcome): Promise<z.infer<typeof listing>> {
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    return listing.parse(await python(LIST, [outcome.files[0]?.path ?? '']))
  }

  const names = async (outcome: RunOutcome) => (await unpack(outcome)).map(([name]) => name)

  test.each(['zip', 'tar', 'tar.gz'])(
    '%s: another reader finds every member with its bytes',
    async (format) => {
      const config = `<Flatten>0</Flatten><Format>${format}</Format><Type>better</Type><Prefix>in/</Prefix>`
      const outcome = await harness.runOperation(tag, operation(config), { objects })
      expect(await unpack(outcome)).toEqual([
        ['in/a.txt', 3, md5('one')],
        ['in/b/a.txt', 300_000, md5(objects['in/b/a.txt'])],
        ['in/b/名字.bin', 0, md5('')],
        ['in/empty/', null, md5('')],
      ])
    },
  )

  test.each([
    ['1', 'in/', ['a.txt', 'a (1).txt', '名字.bin']],
    ['2', 'in/', ['in/a.txt', 'in/b/a.txt', 'in/b/名字.bin', 'in/empty/']],
    ['3', 'in/', ['a.txt', 'b/a.txt', 'b/名字.bin', 'empty/']],
    ['3', 'in/b', ['b/a.txt', 'b/名字.bin']],
  ])('Flatten %s of %s gives %j', async (flatten, prefix, expected) => {
    const config = `<Flatten>${flatten}</Flatten><Format>zip</Format><Prefix>${prefix}</Prefix>`
    expect(await names(await harness.runOperation(tag, operation(config), { objects }))).toEqual(expected)
  })

  test('no name leaves the archive, and none is a file and a directory at once', async () => {
    const nasty = ['../../etc/passwd', '/a', 'a', 'a/b', 'c\\..\\d', '..']
    const config = `<Format>tar</Format>${nasty.map((key) => `<Key>${key}</Key>`).join('')}`
    const given = Object.fromEntries(nasty.map((key) => [key, Buffer.from(key)]))
    const outcome = await harness.runOperation(tag, operation(config), { objects: given })
    expect(await names(outcome)).toEqual(['etc/passwd', 'a (1)', 'a (2)', 'a/b', 'c_.._d', '_'])
  })

  test.each(['zip', 'tar'])(
    '%s: a colon is kept, a drive and names of dots alone are not',
    async (format) => {
      const odd = ['a:b.txt', 'C:/win.txt', 'c:', 'D:/', 'x/E:/y', '...']
      const config = `<Format>${format}</Format>${odd.map((key) => `<Key>${key}</Key>`).join('')}`
      const given = Object.fromEntries(odd.map((key) => [key, Buffer.from(key.endsWith('/') ? '' : key)]))
      const found = await names(await harness.runOperation(tag, operation(config), { objects: given }))
      // In a zip it is below `./`, as its writer takes a letter and a colon for a drive.
      const colon = format === 'zip' ? './a:b.txt' : 'a:b.txt'
      expect(found).toEqual([colon, 'C_/win.txt', 'c_', 'D_/', 'x/E:/y', '_'])
    },
  )

  test('a list names objects by their addresses, in its first column', async () => {
    const at = (key: string) => `https://${BUCKET}.cos.ap-guangzhou.myqcloud.com/${key}`
    const list = `\uFEFF${at('in/a.txt')},3\r\n\r\n"${at('in/b/%E5%90%8D%E5%AD%97.bin')}",0\n`
    const config = '<Format>zip</Format><UrlList>/lists/all.csv</UrlList>'
    const run = (text: string) =>
      harness.runOperation(tag, operation(config), {
        objects: { ...objects, 'lists/all.csv': Buffer.from(text) },
      })
    expect(await names(await run(list))).toEqual(['in/a.txt', 'in/b/名字.bin'])
    expect(await run(`${at('in/a.txt')}\nhttps://example.com/b\n`)).toMatchObject({
      kind: 'failed',
      code: 'InvalidArgument',
      message: matching(/^Line 2 of UrlList must be the address/),
    })
  })

  test('what is missing fails the job, or is told of', async () => {
    const keys = '<Format>zip</Format><Key>in/a.txt</Key><Key>gone</Key>'
    expect(await harness.runOperation(tag, operation(keys), { objects })).toMatchObject({
      kind: 'failed',
      code: 'ResourceNotFound',
      message: 'There is no object gone to compress.',
    })
    const asked = operation(`${keys}<IgnoreError>true</IgnoreError>`)
    const outcome = await harness.runOperation(tag, asked, { objects })
    expect(await names(outcome)).toEqual(['in/a.txt'])
    expect(shownXml(tag, { operation: asked, order: 'callback', outcome })).toBe(
      '<Operation><FileCompressConfig><Format>zip</Format><IgnoreError>true</IgnoreError><Key>in/a.txt</Key>' +
        '<Key>gone</Key></FileCompressConfig><FileCompressResult><Bucket>media-1250000000</Bucket>' +
        '<CompressFileCount>1</CompressFileCount><ErrorCount>1</ErrorCount><ErrorDetail><ErrorCount>1</ErrorCount>' +
        '<ErrorFile>gone</ErrorFile></ErrorDetail><Object>out/a.zip</Object><Region>ap-guangzhou</Region>' +
        '</FileCompressResult><JobLevel>0</JobLevel><Output><Bucket>media-1250000000</Bucket><Object>out/a.zip</Object>' +
        '<Region>ap-guangzhou</Region></Output></Operation>',
    )
  })

  test('a prefix that nothing begins with fails the job', async () => {
    const config = '<Format>zip</Format><Prefix>nothing/</Prefix>'
    const outcome = await harness.runOperation(tag, operation(config), { objects })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotFound' })
  })
})
