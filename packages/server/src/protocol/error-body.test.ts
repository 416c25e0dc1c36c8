import { expect, test } from 'vitest'
import { errorBody } from './error-body.ts'
import { ProtocolError } from './errors.ts'

test('an error has a prolog and its five elements in order', () => {
  const error = new ProtocolError('QueueNotFound', 'There is no queue <p1>.')
  expect(errorBody(error, { resource: '/jobs', requestId: 'cmVx', traceId: 'dHJh' })).toBe(
    `<?xml version='1.0' encoding='utf-8' ?><Error><Code>QueueNotFound</Code>` +
      '<Message>There is no queue &lt;p1&gt;.</Message><Resource>/jobs</Resource>' +
      '<RequestId>cmVx</RequestId><TraceId>dHJh</TraceId></Error>',
  )
})

test('no element of an error is empty', () => {
  const body = errorBody(new ProtocolError('InternalError', ''), {
    resource: '',
    requestId: 'r',
    traceId: 't',
  })
  expect(body).toContain('<Message>InternalError</Message><Resource>/</Resource>')
})
