import { expect } from 'vitest'
import { childText } from '../../../protocol/xml/xml.ts'
import { digest, elementAt, operationOf } from '../../testing/output-checks.ts'
import { TagOutputs } from '../../testing/tag-outputs.ts'

const KEY = 'in/text/a.txt'

export const outputs = new TagOutputs(
  {
    async FileHashCode(harness, operation) {
      const result = elementAt(operation, 'FileHashCodeResult')
      const bytes = await harness.bytes(KEY)
      expect(childText(result, 'SHA256')).toBe(digest('sha256', bytes))
      expect(childText(result, 'Etag')).toBe(`"${digest('md5', bytes)}"`)
      expect(childText(result, 'FileSize')).toBe(String(bytes.length))
      const { headers } = await harness.head(KEY)
      expect(headers).toMatchObject({ 'x-cos-meta-sha256': digest('sha256', bytes) })
    },
  },
  {
    further: [
      {
        title: 'the other hashes are those of the bytes',
        async run(harness) {
          const request = await harness.golden('FileHashCode.request.xml')
          const bytes = await harness.bytes(KEY)
          for (const [type, algorithm] of [
            ['MD5', 'md5'],
            ['SHA1', 'sha1'],
          ] as const) {
            const { callback } = await harness.runJob(request.replace('SHA256', type), 'XML')
            const hash = digest(algorithm, bytes)
            const result = elementAt(operationOf(callback.body), 'FileHashCodeResult')
            expect(childText(result, type)).toBe(hash)
            const { headers } = await harness.head(KEY)
            expect(headers).toMatchObject({ [`x-cos-meta-${algorithm}`]: hash })
          }
        },
      },
    ],
  },
)
