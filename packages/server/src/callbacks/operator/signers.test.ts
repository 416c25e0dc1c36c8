import { sign, webhookKey } from '@lemnis/receiver'
import { expect, test } from 'vitest'
import { signersOf } from './signers.ts'

const key = (fill: string) => webhookKey(`whsec_${Buffer.alloc(32, fill).toString('base64')}`)
const [OLD, NEW, OTHER] = [key('o'), key('n'), key('x')]
const KEYS = [
  { name: '2', key: NEW },
  { name: '1', key: OLD },
]
const BODY = Buffer.from('<Response/>')
const headers = (keys: readonly (typeof OLD)[], body = BODY) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1700000000',
  'webhook-signature': sign({ id: 'msg_1', timestamp: 1_700_000_000 }, body, keys),
})

test('each signature names the key that made it', () => {
  expect(signersOf(headers([NEW, OLD]), BODY, KEYS)).toEqual(['2', '1'])
  expect(signersOf(headers([OTHER, OLD]), BODY, KEYS)).toEqual([undefined, '1'])
})

test('other bytes, another time or another id were signed by none', () => {
  const of = headers([NEW])
  expect(signersOf(of, Buffer.from('<Response />'), KEYS)).toEqual([undefined])
  expect(signersOf({ ...of, 'webhook-timestamp': '1700000001' }, BODY, KEYS)).toEqual([undefined])
  expect(signersOf({ ...of, 'webhook-id': 'msg_2' }, BODY, KEYS)).toEqual([undefined])
})

test.each([
  {},
  { 'webhook-signature': 'v1,x' },
  { ...headers([NEW]), 'webhook-timestamp': 'soon' },
  { ...headers([NEW]), 'webhook-id': ['a', 'b'] },
])('a request without what is signed has no signatures: %j', (given) => {
  expect(signersOf(given, BODY, KEYS)).toEqual([])
})
