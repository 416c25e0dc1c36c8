import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anOperation, openTagHarness, shownXml, type TagHarness } from '../testing/test-tag.ts'
import { createFileHashCode } from './tag.ts'

const tag = createFileHashCode({ timeZone: 480 })

function operation(config: string) {
  return anOperation('FileHashCode', `<FileHashCodeConfig>${config}</FileHashCodeConfig>`)
}

describe('how it is read', () => {
  test.each([
    ['', 'Operation.FileHashCodeConfig.Type is required.'],
    ['<Type>CRC</Type>', 'Operation.FileHashCodeConfig.Type must be one of MD5, SHA1, SHA256.'],
    ['<Type>MD5</Type><AddToHeader>1</AddToHeader>', /AddToHeader must be one of true, false/],
  ])('%s is rejected', (config, message) => {
    expect(() => shownXml(tag, { operation: operation(config), order: 'response' })).toThrow(message)
  })
})

describe('how it runs', () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  test('the hash of the empty object, its size, and what the object says of itself', async () => {
    const asked = operation('<Type>md5</Type><AddToHeader>true</AddToHeader>')
    const outcome = await harness.runOperation(tag, asked, {
      input: new Uint8Array(),
      objects: { 'in/a': new Uint8Array() },
    })
    expect(outcome).toMatchObject({
      kind: 'success',
      files: [],
      inputHeaders: { 'x-cos-meta-md5': 'd41d8cd98f00b204e9800998ecf8427e' },
    })
    expect(shownXml(tag, { operation: asked, order: 'response', outcome })).toBe(
      '<Operation><FileHashCodeConfig><Type>MD5</Type><AddToHeader>true</AddToHeader></FileHashCodeConfig>' +
        '<JobLevel>0</JobLevel><FileHashCodeResult><MD5>d41d8cd98f00b204e9800998ecf8427e</MD5>' +
        '<FileSize>0</FileSize><LastModified>1970-01-01T08:00:00+0800</LastModified>' +
        '<Etag>"d41d8cd98f00b204e9800998ecf8427e"</Etag></FileHashCodeResult></Operation>',
    )
    expect(shownXml(tag, { operation: asked, order: 'callback', outcome })).toBe(
      '<Operation><FileHashCodeConfig><AddToHeader>true</AddToHeader><Type>MD5</Type></FileHashCodeConfig>' +
        '<FileHashCodeResult><Etag>"d41d8cd98f00b204e9800998ecf8427e"</Etag><FileSize>0</FileSize>' +
        '<LastModified>1970-01-01T08:00:00+0800</LastModified>' +
        '<MD5>d41d8cd98f00b204e9800998ecf8427e</MD5></FileHashCodeResult><JobLevel>0</JobLevel></Operation>',
    )
  })

  test('an input that was replaced meanwhile is hashed, and nothing is said of what replaced it', async () => {
    const outcome = await harness.runOperation(tag, operation('<Type>SHA1</Type>'), {
      input: Buffer.from('abc'),
    })
    expect(outcome).toEqual({
      kind: 'success',
      message: '',
      result: { type: 'SHA1', hex: 'a9993e364706816aba3e25717850c26c9cd0d89d', bytes: 3 },
      files: [],
    })
  })

  test('a large input has the hash that sha256sum gives it', async () => {
    const input = Buffer.alloc(9 * 1024 * 1024 + 7, 'lemnis')
    const outcome = await harness.runOperation(tag, operation('<Type>SHA256</Type>'), { input })
    const hex = '9c83b67df309fe902c64af3936deb1f3f445a42db27997dd3e52ba70a06d097e'
    expect(outcome).toMatchObject({ result: { hex, bytes: input.byteLength } })
  })

  test.each([1, 9 * 1024 * 1024])('a job of %s bytes that is aborted ends', async (bytes) => {
    const signal = AbortSignal.abort()
    const input = Buffer.alloc(bytes)
    const running = harness.runOperation(tag, operation('<Type>MD5</Type>'), { input, signal })
    const outcome = await running.catch((error: unknown) => error)
    expect(outcome).toSatisfy(
      (ended) =>
        (ended instanceof Error && ended.name === 'AbortError') ||
        JSON.stringify(ended) === '{"kind":"aborted"}',
    )
  })
})
