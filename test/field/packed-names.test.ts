import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameMembers } from '../../packages/server/src/tags/file-compress/name-members.ts'
import { pathOf } from '../../packages/server/src/tags/file-uncompress/names/member-name.ts'

test('FileUncompress takes every name that FileCompress gives, as it is', () => {
  const piece = fc.constantFrom('.', '..', '...', '/', '\\', 'C:', 'a', ':', ' ', 'é', 'b.txt', '//server')
  const key = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''))
  const flattens = fc.constantFrom('0', '1', '2', '3')
  fc.assert(
    fc.property(fc.uniqueArray(key), flattens, fc.constantFrom('', 'a/', 'C:/'), (keys, flatten, prefix) => {
      const objects = keys.map((each) => ({
        key: `${prefix}${each}`,
        blobId: each,
        bytes: 1,
        crc64: '0',
        etag: '',
        modifiedAt: 0,
        contentType: undefined,
      }))
      const names = nameMembers(objects, { flatten, prefix }).map(({ name }) => name)
      expect(names.map(pathOf)).toEqual(names)
      expect(new Set(names).size).toBe(keys.length)
    }),
    { numRuns: 2000 },
  )
})
