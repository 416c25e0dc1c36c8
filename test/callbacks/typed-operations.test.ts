import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCallback, type CallbackValue, type JobDetail } from '@lemnis/receiver'
import { expect, test } from 'vitest'
import type { AnyShape } from '../../packages/receiver/src/field-shapes.ts'
import { OPERATION_SHAPES } from '../../packages/receiver/src/operation-shapes.ts'
import { resultOf } from '../../packages/receiver/src/testing/typed-results.ts'
import { DOCUMENTED } from '../../packages/server/src/tags/registry.ts'

const TAGS = fileURLToPath(new URL('../../packages/server/src/tags', import.meta.url))
const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: TAGS }).toSorted()
const read = (file: string): string => readFileSync(path.join(TAGS, file), 'utf8')

const goldens = filesOf('*/golden/{*.callback.{xml,json},sample/*}')

function jobOf(file: string): JobDetail {
  const callback = parseCallback(read(file))
  const [job] = callback.EventName === 'TaskFinish' ? callback.JobsDetail : []
  if (!job) throw new Error(`${file} is no callback of a job`)
  return job
}

/** The paths of fields that the shape does not declare. */
function undeclared(value: CallbackValue | undefined, shape: AnyShape, at: string): readonly string[] {
  if (value === undefined || typeof value === 'string') return shape === 'text' ? [] : [`${at} as text`]
  if (shape === 'text') return [`${at} as no text`]
  if (isItems(value)) {
    const item = isList(shape) ? shape[0] : undefined
    return item === undefined ? [`${at} as a list`] : value.flatMap((one) => undeclared(one, item, `${at}[]`))
  }
  if (isList(shape)) return [`${at} as no list`]
  return Object.entries(value).flatMap(([name, inner]) => {
    const declared = Object.hasOwn(shape, name) ? shape[name] : undefined
    return declared === undefined ? [`${at}.${name}`] : undeclared(inner, declared, `${at}.${name}`)
  })
}

const isItems = (value: CallbackValue): value is readonly CallbackValue[] => Array.isArray(value)
const isList = (shape: AnyShape): shape is Extract<AnyShape, readonly unknown[]> => Array.isArray(shape)

const itemOf = (shape: AnyShape): AnyShape => (isList(shape) ? shape[0] : shape)

test('each tag of the protocol that has golden callbacks has a type in the receiver, and no other', () => {
  const tags = new Set(goldens.map((file) => jobOf(file).Tag).filter((tag) => DOCUMENTED.has(tag)))
  expect([...OPERATION_SHAPES.keys()].toSorted()).toEqual([...tags].toSorted())
})

test.each(goldens)('%s has only fields that its type declares', (file) => {
  const { Tag, Operation } = jobOf(file)
  const shape = OPERATION_SHAPES.get(Tag)
  // A tag of one's own has none.
  if (!shape && !DOCUMENTED.has(Tag)) return
  expect(undeclared(Operation, shape ?? {}, 'Operation')).toEqual([])
})

/** `Samplerate` and `SampleRate` are one parameter, whose callback has the second spelling. */
function isDeclared([first, ...rest]: readonly string[], shape: AnyShape): boolean {
  const one = itemOf(shape)
  if (first === undefined || one === 'text') return first === undefined && one === 'text'
  const inner = Object.entries(one).find(([name]) => name.toLowerCase() === first.toLowerCase())
  return inner !== undefined && isDeclared(rest, inner[1])
}

test('what a job may ask for is declared, as its callback has it', () => {
  const rows = filesOf('*/testing/fields.tsv').flatMap((file) => read(file).split('\n'))
  const missing = rows.flatMap((row) => {
    const [document = '', field = '', , verdict = ''] = row.split('\t')
    const [, tag = ''] = /^job:(\w+)$/.exec(document) ?? []
    if (!DOCUMENTED.has(tag) || !['honoured', 'echoed'].includes(verdict)) return []
    const shape = OPERATION_SHAPES.get(tag) ?? {}
    return isDeclared(field.split('.').slice(1), shape) ? [] : [`${tag}: ${field}`]
  })
  expect(missing).toEqual([])
})

test('a result is typed by the tag of its job', () => {
  const results = [
    'transcode/golden/Transcode',
    'media-info/golden/MediaInfo',
    'file-hash-code/golden/FileHashCode',
  ].map((name) => [resultOf(jobOf(`${name}.callback.xml`)), resultOf(jobOf(`${name}.callback.json`))])
  for (const [xml, json] of results) {
    expect(xml).toMatch(/\S/)
    expect(json).toBe(xml)
  }
})
