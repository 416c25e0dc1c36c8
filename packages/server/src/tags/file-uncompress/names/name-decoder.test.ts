import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCp437 } from './cp437.ts'
import { decode, NameDecoder, type RawName, type UndeclaredName } from './name-decoder.ts'

type Packer = UndeclaredName['packer']

function decodeAll(names: readonly RawName[]): string[] {
  const decoder = new NameDecoder()
  for (const name of names) decoder.add(name)
  return names.map((name) => decoder.decode(name))
}

/** Returns the bytes whose characters a decoder gives, by trying each. */
function encoderOf(decodeBytes: (bytes: Uint8Array) => string | undefined, codes: readonly number[][]) {
  const table = new Map(codes.map((code) => [decodeBytes(Uint8Array.from(code)) ?? '', Buffer.from(code)]))
  return (text: string): Buffer =>
    Buffer.concat(
      Array.from(text, (character) =>
        character < '\u0080' ? Buffer.from(character) : (table.get(character) ?? Buffer.from('?')),
      ),
    )
}

const bytesFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const upperHalf = bytesFrom(0x80, 0xff).map((byte) => [byte])
const pairs = bytesFrom(0x81, 0xfe).flatMap((lead) => bytesFrom(0x40, 0xfe).map((trail) => [lead, trail]))

const ENCODERS = {
  gbk: encoderOf((bytes) => decode(bytes, 'gb18030'), pairs),
  cp437: encoderOf(decodeCp437, upperHalf),
  latin1: (text: string) => Buffer.from(text, 'latin1'),
  utf8: (text: string) => Buffer.from(text),
}

test.each([
  [['Übung.txt'], 'cp437', 'dos'],
  [['Übung.txt'], 'cp437', 'other'],
  [['résumé.txt'], 'cp437', 'dos'],
  [['Größe.txt', 'créée', 'Straße 20°C', 'El Niño', 'à', 'Ünïcödé'], 'cp437', 'dos'],
  [['Größe.txt', 'Ängström'], 'cp437', 'other'],
  [['Größe.txt'], 'cp437', 'other'],
  [['Größe.txt', 'Málaga', 'été', 'Øre', 'créée'], 'latin1', 'other'],
  [['Größe.txt', 'résumé.txt', 'Übung', 'Ær'], 'latin1', 'tar'],
  [['文档/说明.txt'], 'gbk', 'dos'],
  [['中.txt'], 'gbk', 'tar'],
  [['图.txt', '文档'], 'gbk', 'dos'],
  [['通.txt', '联通.txt'], 'gbk', 'other'],
  [['朱镕基.txt', '（1）.txt', '：', 'a，b'], 'gbk', 'dos'],
  [['國語', '說.txt', '學習.txt'], 'gbk', 'dos'],
  [['說明.txt'], 'gbk', 'dos'],
  [['睿鑫.txt'], 'gbk', 'tar'],
  [['报告1.txt', 'b说a.txt'], 'gbk', 'other'],
  [['名字.txt', 'é.txt', 'ascii'], 'utf8', 'dos'],
] as const)('%j in %s, packed as %s', (names, encoding, packer) => {
  expect(decodeAll(names.map((name) => ({ bytes: ENCODERS[encoding](name), packer })))).toEqual(names)
})

test('what is surely UTF-8 stays so among names in GBK, what is declared in any case', () => {
  const packer = 'dos'
  expect(
    decodeAll([
      { bytes: ENCODERS.gbk('文档.txt'), packer },
      { bytes: ENCODERS.utf8('名字.txt'), packer },
      'declared é',
    ]),
  ).toEqual(['文档.txt', '名字.txt', 'declared é'])
})

test('a name that is not valid in the encoding of the others is read as Western text', () => {
  const names = [
    { bytes: ENCODERS.gbk('文档.txt'), packer: 'dos' },
    { bytes: ENCODERS.cp437('é'), packer: 'dos' },
  ] as const
  expect(decodeAll(names)).toEqual(['文档.txt', 'é'])
})

const packers = fc.constantFrom<Packer>('dos', 'other', 'tar')
const ascii = fc.constantFrom('a', 'Z', '0', ' ', '.', '_', '-', '/')

test('names of common Chinese characters are read as GBK, whatever is between them', () => {
  const common = bytesFrom(0xb0, 0xd7).flatMap((lead) =>
    bytesFrom(0xa1, 0xfe)
      // GB 2312 ends before the last five of its first level.
      .filter((trail) => lead < 0xd7 || trail < 0xfa)
      .map((trail) => Buffer.from([lead, trail])),
  )
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(...common),
      ascii.map((text) => Buffer.from(text)),
    ),
  )
  const name = parts.map((found) => Buffer.concat(found))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), packers, (names, packer) => {
      fc.pre(names.some((bytes) => decode(bytes, 'utf-8') === undefined))
      expect(decodeAll(names.map((bytes) => ({ bytes, packer })))).toEqual(
        names.map((bytes) => decode(bytes, 'gb18030')),
      )
    }),
  )
})

test.each([
  ['cp437', 'dos', 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜáíóúñÑß'],
  ['latin1', 'tar', 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ'],
] as const)('Western words in %s are read so: accents alone between ASCII', (encoding, packer, letters) => {
  const accent = fc.constantFrom(...Array.from(letters))
  const syllable = fc.tuple(fc.constantFrom('b', 'N', 's'), accent, ascii).map((parts) => parts.join(''))
  const name = fc.array(fc.oneof(syllable, ascii), { minLength: 1 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      expect(decodeAll(names.map((text) => ({ bytes: ENCODERS[encoding](text), packer })))).toEqual(names)
    }),
  )
})

test('any bytes have a name, and its decoding is the same however often it is asked for', () => {
  const name = fc.record({ bytes: fc.uint8Array({ maxLength: 12 }), packer: packers })
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.string())), (names) => {
      const decoder = new NameDecoder()
      for (const each of names) decoder.add(each)
      for (const each of names) {
        const text = decoder.decode(each)
        expect(decoder.decode(each)).toBe(text)
        expect(text.isWellFormed() || typeof each === 'string').toBe(true)
      }
    }),
  )
})
