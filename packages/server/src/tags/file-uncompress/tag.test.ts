import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import type { RunOutcome } from '../tag.ts'
import {
  anOperation,
  BUCKET,
  openTagHarness,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import { makeArchive } from './testing/make-archive.ts'
import { createFileUncompress, fileUncompressTag } from './tag.ts'
import { targetPrefix } from './target-prefix.ts'
import { UNPACK_LIMITS } from './unpack-limits.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const tag = fileUncompressTag
const OUTPUT = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>`

function operation(config: string) {
  return anOperation('FileUncompress', `<FileUncompressConfig>${config}</FileUncompressConfig>${OUTPUT}`)
}

describe('how it is read', () => {
  test.each([
    ['<PrefixReplaced>3</PrefixReplaced>', 'InvalidArgument', 'PrefixReplaced must be one of 0, 1, 2.'],
    ['<UnCompressKey>cA==</UnCompressKey>', 'NotImplemented', 'FileUncompressConfig.UnCompressKey is not'],
    ['<DownloadConfig><Key>a</Key></DownloadConfig>', 'NotImplemented', 'DownloadConfig.Key is not'],
  ])('%s: %s', (config, code, message) => {
    expect(() => shownXml(tag, { operation: operation(config), order: 'response' })).toThrow(
      expect.objectContaining({ code, message: matching(message) }),
    )
  })

  test.each([
    [{}, 'in/a.b.zip', ''],
    [{ prefix: 'out' }, 'in/a.zip', 'out/'],
    [{ prefix: 'out/', prefixReplaced: '1' }, 'in/a.tar.gz', 'out/a/'],
    [{ prefixReplaced: '1' }, 'in/a.TGZ', 'a/'],
    [{ prefix: 'out/', prefixReplaced: '2' }, 'in/a.tar', 'out/in/a/'],
    [{ prefixReplaced: '2' }, 'in/a.b.zip', 'in/a.b/'],
  ] as const)('%j puts the members of %s under %j, and there alone', (params, archive, prefix) => {
    expect(targetPrefix(params, archive)).toBe(prefix)
    const output = { region: REGION, bucket: BUCKET }
    expect(tag.touches?.(params, { inputKey: archive, output })).toEqual({
      writes: [{ ...output, object: `${prefix}*` }],
    })
  })
})

describe('how it runs', skipWithout('python3'), () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  const archive = (script: string, mode?: 'w' | 'w:gz'): Promise<string> =>
    makeArchive(path.join(harness.directory, 'archive'), script, mode)

  const run = (input: string | Uint8Array, limits = UNPACK_LIMITS): Promise<RunOutcome> =>
    harness.runOperation(createFileUncompress(limits), operation('<Prefix>out</Prefix>'), {
      input,
      inputKey: 'in/a.zip',
    })

  async function contents(outcome: RunOutcome): Promise<Record<string, string>> {
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    const texts: Record<string, string> = {}
    for (const { place, path: file } of outcome.files) texts[place.object] = await readFile(file, 'utf8')
    return texts
  }

  test('a zip becomes objects under the prefix, and the answer says how many', async () => {
    const outcome = await run(
      await archive(`
zip.writestr('a.txt', 'one'); zip.writestr('d/', ''); zip.writestr('d/名字.html', 'two' * 100000)
zip.writestr('./e//f.bin', ''); zip.writestr('a.txt', 'the last one')`),
    )
    expect(await contents(outcome)).toEqual({
      'out/a.txt': 'the last one',
      'out/d/名字.html': 'two'.repeat(100_000),
      'out/e/f.bin': '',
    })
    expect(outcome).toMatchObject({
      files: [
        { place: { region: REGION, bucket: BUCKET }, contentType: 'text/plain', isPart: true },
        { contentType: 'text/html' },
        { contentType: 'application/octet-stream' },
      ],
    })
    const asked = operation('<Prefix>out</Prefix>')
    expect(shownXml(tag, { operation: asked, order: 'callback', outcome })).toBe(
      '<Operation><FileUncompressConfig><Prefix>out</Prefix></FileUncompressConfig><FileUncompressResult>' +
        '<Bucket>media-1250000000</Bucket><FileCount>3</FileCount><Region>ap-guangzhou</Region>' +
        '</FileUncompressResult><JobLevel>0</JobLevel><Output><Bucket>media-1250000000</Bucket><Region>ap-guangzhou</Region></Output>' +
        '</Operation>',
    )
  })

  test.each(['w', 'w:gz'] as const)(
    'tar %s: long names, names in GBK, and no links or devices',
    async (mode) => {
      const long = `${'d'.repeat(120)}/${'f'.repeat(110)}`
      const outcome = await run(
        await archive(
          `add_file(tar, '文档/说明.txt', b'gbk'); add_file(tar, '${long}', b'long')
add_link(tar, 'link', '/etc/passwd'); add_device(tar, 'null')`,
          mode,
        ),
      )
      expect(await contents(outcome)).toEqual({ 'out/文档/说明.txt': 'gbk', [`out/${long}`]: 'long' })
      expect(outcome).toMatchObject({ message: '2 links or devices in the archive were left out.' })
    },
  )

  test('a zip whose names are in GBK and do not say so', async () => {
    const outcome = await run(await archive(`gbk(zip, '文档/说明.txt'.encode('gbk'), 'text')`))
    expect(await contents(outcome)).toEqual({ 'out/文档/说明.txt': 'text' })
  })

  test.each(['zip64', 'zip without zip64'])(
    'a %s with more members than 16 bits count',
    async (kind) => {
      const count = 65_540
      const made = await archive(`for index in range(${count}): zip.writestr(f'{index}/', '')
zip.writestr('a', 'the last')`)
      const bytes = await readFile(made)
      // The old end record stands alone if what precedes it is no locator any more.
      if (kind !== 'zip64') {
        const end = bytes.length - 22
        bytes.fill(0, end - 20 - 56, end)
        bytes.writeUInt16LE((count + 1) % 65_536, end + 10)
        const directory = bytes.indexOf('PK\u0001\u0002')
        bytes.writeUInt32LE(end - 76 - directory, end + 12)
        bytes.writeUInt32LE(directory, end + 16)
      }
      const outcome = await run(bytes, { ...UNPACK_LIMITS, maxMembers: count + 1 })
      expect(await contents(outcome)).toEqual({ 'out/a': 'the last' })
      expect(await run(bytes)).toMatchObject({ kind: 'failed', message: matching('more than 10000 members') })
    },
    60_000,
  )

  test('a symbolic link in a zip is left out', async () => {
    const script = `
info = zipfile.ZipInfo('link'); info.create_system = 3; info.external_attr = 0o120777 << 16
zip.writestr(info, '/etc/passwd')`
    expect(await run(await archive(script))).toMatchObject({
      kind: 'success',
      files: [],
      message: '1 links or devices in the archive were left out.',
    })
  })

  test.each([
    [{ maxMembers: 2 }, 'more than 2 members'],
    [{ maxBytes: 4 * 1024 ** 2 }, 'more than 4 MiB in it'],
    [{ ratioFreeBytes: 1024 ** 2 }, 'more than 200 times its own size in it'],
  ])('a bomb beyond %j is stopped', async (limits, reason) => {
    const zeros = `b'\\0' * 3000000`
    for (const made of [
      await archive(`for name in 'abc': zip.writestr(name, ${zeros})`),
      await archive(`for name in 'abc': add_file(tar, name, ${zeros})`, 'w:gz'),
    ]) {
      const outcome = await run(made, { ...UNPACK_LIMITS, ...limits })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
      expect(JSON.stringify(outcome)).toContain(reason)
    }
  })

  test('what is encrypted, damaged, cut off or something else is the input’s fault', async () => {
    const zip = await readFile(await archive(`zip.writestr('a', 'lemnis' * 1000, zipfile.ZIP_STORED)`))
    const gz = await readFile(await archive(`add_file(tar, 'a', bytes(range(256)) * 4000)`, 'w:gz'))
    const encrypted = await readFile(await archive(`zip.writestr('a', 'lemnis' * 1000)`))
    encrypted[6] = 1
    encrypted[encrypted.indexOf('PK\u0001\u0002') + 8] = 1
    const flipped = Buffer.from(zip)
    flipped[1_000] = 0
    for (const [input, reason] of [
      [encrypted, 'is encrypted'],
      [flipped, 'the checksum of \\"a\\" is wrong'],
      [zip.subarray(0, -30), 'so it is cut off or one part of several'],
      [gz.subarray(0, -400), "can't be unpacked as tar.gz"],
      [gzipSync('no tar in it'.repeat(100)), 'it is damaged or something else: Invalid tar header."'],
      [Buffer.from('no archive at all'.repeat(100)), 'The input is no zip, tar or tar.gz archive.'],
      [Buffer.from('short'), 'The input is no zip, tar or tar.gz archive.'],
      [Buffer.alloc(0), 'The input is empty.'],
      [Buffer.from('377abcaf271c0004', 'hex'), 'is a 7z archive; zip, tar and tar.gz are'],
      [Buffer.from('Rar!\u001a\u0007\u0000'), 'is a rar archive'],
    ] as const) {
      const outcome = await run(input)
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
      expect(JSON.stringify(outcome)).toContain(reason)
    }
  })
})
