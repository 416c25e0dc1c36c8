import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProtocolError } from '../protocol/errors.ts'
import { startReading } from '../protocol/xml/read-fields.ts'
import { readXml } from '../protocol/xml/read-xml.ts'
import { writeXml } from '../protocol/xml/write-xml.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import * as registered from './tag-list.ts'
import { sampleOf } from './testing/all-samples.ts'
import { folderName, tagFolders } from './testing/tag-folder.ts'
import { aContext, anOperation, openTagHarness, shownXml, type TagHarness } from './testing/test-tag.ts'
import { TAGS } from './testing/test-tags.ts'
import { testWhen } from '../../../../tooling/test-when.ts'

let harness: TagHarness

beforeAll(async () => {
  harness = await openTagHarness()
})

afterAll(() => harness[Symbol.asyncDispose]())

/** The names of the children of each element. */
function levels({ children }: XmlElement): readonly (readonly string[])[] {
  return [children.map(({ name }) => name), ...children.flatMap(levels)]
}

const xmlOf = (body: string) => readXml(new TextEncoder().encode(`<Request>${body}</Request>`))

test('each folder of a tag is registered under the name of its tag', () => {
  expect(Object.keys(registered)).toEqual(TAGS.map(({ name }) => name))
  expect(TAGS.map(({ name }) => folderName(name)).toSorted()).toEqual(tagFolders().toSorted())
})

describe.each(TAGS)('$name', (tag) => {
  const { params = '', output = '', template, wrong, takesAnyBytes = false } = sampleOf(tag.name)
  const operation = () => anOperation(tag.name, `${params}${output}<UserData>u</UserData>`)

  test('what it reads is plain JSON, and shows again what was sent', () => {
    const read = tag.read(operation(), aContext())
    expect(JSON.parse(JSON.stringify(read))).toEqual(read)
    const response = shownXml(tag, { operation: operation(), order: 'response' })
    expect(response).toContain(params)
    expect(response).toContain('<UserData>u</UserData><JobLevel>0</JobLevel>')
    expect(shownXml(tag, { operation: operation(), order: 'callback' })).toContain('<JobLevel>0</JobLevel>')
  })

  test('a callback is in alphabetical order at every level', () => {
    const read = readXml(
      new TextEncoder().encode(shownXml(tag, { operation: operation(), order: 'callback' })),
    )
    // On the published page, which is that of this tag, JobLevel stands behind UserData.
    const isPublished = tag.name === 'NoiseReduction'
    if (isPublished) expect(read.children.at(-1)?.name).toBe('JobLevel')
    const children = isPublished ? read.children.slice(0, -1) : read.children
    for (const names of levels({ ...read, children })) expect(names).toEqual(names.toSorted())
  })

  test('elements without content, which the Go SDK sends, mean the default', () => {
    const empty = `${params}<Nothing/><TemplateId/>${output}`
    expect(tag.read(anOperation(tag.name, empty), aContext())).toEqual(tag.read(operation(), aContext()))
  })

  test('what is out of range is rejected with the name of the element', () => {
    const read = (): unknown =>
      tag.read(anOperation(tag.name, `${wrong}${wrong.includes('Output') ? '' : output}`), aContext())
    expect(read).toThrow(ProtocolError)
    expect(read).toThrow(/^(?!.*undefined)[A-Z]/)
  })

  testWhen(template !== undefined)(
    'a template comes back as it went in, and a job with it shows its id',
    () => {
      const kept = tag.template?.read(startReading(xmlOf(template ?? ''))) ?? null
      const shown = (tag.template?.show(kept) ?? []).map(writeXml).join('')
      for (const [element] of (template ?? '').matchAll(/<(\w+)>[^<]+<\/\1>/g))
        expect(shown).toContain(element)
      const named = { id: 't1', name: 'one', params: kept }
      const callback = shownXml(tag, { operation: operation(), order: 'callback', template: named })
      expect(callback).toContain('<TemplateId>t1</TemplateId><TemplateName>one</TemplateName>')
    },
  )

  testWhen(tag.takesInput !== false && !takesAnyBytes)(
    'an input that is nothing of the kind is the input’s fault',
    async () => {
      const nothing = new TextEncoder().encode('no such thing')
      const outcome = await harness.runOperation(tag, operation(), {
        input: nothing,
        objects: { 'b.mp4': nothing },
      })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
      expect(outcome.kind === 'failed' && outcome.message).not.toContain(harness.directory)
    },
  )
})
