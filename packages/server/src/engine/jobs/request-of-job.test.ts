import { expect, test } from 'vitest'
import { readJobRequest } from '../../protocol/jobs/read-job-request.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import { readParams } from '../../tags/read-operation.ts'
import { createTagRegistry } from '../../tags/registry.ts'
import { sampleOf } from '../../tags/testing/all-samples.ts'
import { aContext, anOperation } from '../../tags/testing/test-tag.ts'
import { TAGS } from '../../tags/testing/test-tags.ts'
import type { ShownJob } from './job-view.ts'
import { requestOfJob } from './request-of-job.ts'

const tags = createTagRegistry(TAGS)

function jobOf(name: string): ShownJob {
  const { params = '', output = '' } = sampleOf(name)
  const operation = anOperation(name, `${params}${output}<UserData>u</UserData><JobLevel>1</JobLevel>`)
  return {
    ...{ id: 'j1', tag: name, level: operation.jobLevel, state: 'Success', inputKey: 'in/a', progress: 100 },
    order: {
      params: readParams(tags.find(name), operation, aContext()),
      ...{ output: operation.output, userData: operation.userData, customId: undefined },
      callback: { url: 'http://app.example/', format: 'JSON', type: 'Url', mq: { mode: 'Queue', name: 'q' } },
    },
    ...{ createdAt: 0, queueId: 'p1', queueState: 'Active' },
  }
}

test.each(TAGS.map(({ name }) => name))('the request of a %s job asks for the same job', (name) => {
  const job = jobOf(name)
  const read = readJobRequest(readXml(Buffer.from(writeXml(requestOfJob(job, tags)))))
  const [operation] = read.operations
  if (!operation) throw new Error('no operation')
  expect(readParams(tags.find(name), operation, aContext())).toEqual(job.order.params)
  expect(read).toMatchObject({
    ...{ input: { object: 'in/a' }, queueId: 'p1', callback: job.order.callback },
    operations: [{ tag: name, userData: 'u', jobLevel: 1 }],
  })
  expect(operation.output).toEqual(job.order.output)
})

test('a template is named, and not shown', () => {
  const job = jobOf('NoiseReduction')
  const template = { id: 't1', name: 'one' }
  const written = writeXml(requestOfJob({ ...job, order: { ...job.order, template } }, tags))
  expect(written).toContain('<TemplateId>t1</TemplateId>')
  expect(written).not.toContain('TemplateName')
})
