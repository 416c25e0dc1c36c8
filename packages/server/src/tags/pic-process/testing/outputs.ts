import { expect } from 'vitest'
import { childText, type XmlElement } from '../../../protocol/xml/xml.ts'
import { digest, elementAt } from '../../testing/output-checks.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  PicProcess: (harness, operation) => isPicture(harness, operation, 'out/picture.jpg'),
  PicProcessByTemplate: (harness, operation) => isPicture(harness, operation, 'out/picture-t.jpg'),

  async PicProcessAsPng(harness, operation) {
    const { streams } = await harness.probe('out/plain.png')
    expect(streams).toMatchObject([{ codec_name: 'png', width: 80, height: 60 }])
    const processed = elementAt(elementAt(operation, 'PicProcessResult'), 'ProcessResult')
    expect(childText(processed, 'Etag')).toBe(`"${digest('md5', await harness.bytes('out/plain.png'))}"`)
  },
})

async function isPicture(harness: JobHarness, operation: XmlElement, key: string): Promise<void> {
  const { streams } = await harness.probe(key)
  expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 30, height: 40, nb_read_frames: 1 }])
  const result = elementAt(operation, 'PicProcessResult')
  const bytes = await harness.bytes(key)
  const processed = elementAt(result, 'ProcessResult')
  expect(childText(processed, 'Etag')).toBe(`"${digest('md5', bytes)}"`)
  expect(childText(processed, 'Size')).toBe(String(bytes.length))
  const original = digest('md5', await harness.bytes('in/picture.jpg'))
  expect(childText(elementAt(result, 'OriginalInfo'), 'Etag')).toBe(`"${original}"`)
}
