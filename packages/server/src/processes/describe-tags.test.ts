import { expect, test } from 'vitest'
import { blockPath, shapeOf } from '../job-requests/tag-shapes.ts'
import { describeTags } from './describe-tags.ts'

test.each([...describeTags()])(
  '`lemnis run` writes the parameters of %s where they are read',
  (tag, parameters) => {
    const block = blockPath(tag)
    const { format } = shapeOf(tag)
    const names = parameters.map(({ name }) => name)
    if (parameters.length > 0) expect(names).toContain(block)
    if (format) expect(names).toContain(`${block}.${format.join('.')}`)
  },
)
