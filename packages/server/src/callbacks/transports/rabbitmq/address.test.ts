import { expect, test } from 'vitest'
import { parseTdmqUrl, tdmqUrl, type TdmqAddress } from './address.ts'

test.each<[string, TdmqAddress]>([
  ['tdmq://gz/queue/q1', { region: 'gz', mode: 'Queue', name: 'q1' }],
  ['tdmq://sh/topic/a.b', { region: 'sh', mode: 'Topic', name: 'a.b' }],
  ['tdmq:///queue/q1', { region: '', mode: 'Queue', name: 'q1' }],
  ['tdmq://hk/topic/a%2Fb%20%3F%23%25%E7%9B%AE', { region: 'hk', mode: 'Topic', name: 'a/b ?#%目' }],
])('%s is written and read', (url, address) => {
  expect(tdmqUrl(address)).toBe(url)
  expect(parseTdmqUrl(url)).toEqual(address)
})

test.each([
  '',
  'http://gz/queue/q',
  'tdmq://gz/queue/',
  'tdmq://gz/stack/q',
  'tdmq://gz/queue/a/b',
  'tdmq://gz/queue/%E7',
])('%j is no such address', (url) => {
  expect(parseTdmqUrl(url)).toBeUndefined()
})
