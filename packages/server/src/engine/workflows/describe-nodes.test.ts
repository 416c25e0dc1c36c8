import { expect, test } from 'vitest'
import { createTagRegistry } from '../../tags/registry.ts'
import { TAGS } from '../../tags/testing/test-tags.ts'
import { describeNodes } from './describe-nodes.ts'

const nodes = describeNodes(createTagRegistry(TAGS))
const typeOf = (type: string) => nodes.find((node) => node.type === type)

test('what may follow is what runs here and what the check of a graph allows', () => {
  expect(nodes[0]?.type).toBe('Start')
  expect(typeOf('Start')?.next).not.toContain('End')
  expect(typeOf('NoiseReduction')?.next).toEqual(['Transcode', 'End'])
  expect(typeOf('MediaInfo')?.next).toEqual(['End'])
  expect(nodes.map(({ type }) => type)).not.toContain('VideoMontage')
})

test('what a node needs is what its tag refuses to go without', () => {
  expect(typeOf('NoiseReduction')).toMatchObject({
    ...{ hasTemplates: true, needsParameters: false, needsOutput: true, isNumbered: false },
  })
  expect(typeOf('MediaInfo')).toMatchObject({ hasTemplates: false, needsOutput: false })
  expect(typeOf('Transcode')).toMatchObject({ needsParameters: true, needsOutput: true })
  expect(typeOf('Segment')).toMatchObject({ needsParameters: true, isNumbered: true })
  expect(typeOf('Snapshot')).toMatchObject({ isNumbered: true })
})
