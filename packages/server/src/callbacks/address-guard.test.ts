import { describe, expect, test } from 'vitest'
import {
  checkAddress as checkDestination,
  checkCallbackUrl,
  checkName,
  checkUrlForm,
  isLoopbackHost,
  type AddressPolicy,
} from './address-guard.ts'
import { parseAllowList, parseAllowRule, showAllowRule } from './allow-list.ts'

const closed: AddressPolicy = { allow: [], loopbackOpen: false }
const developer: AddressPolicy = { allow: [], loopbackOpen: true }
const allowing = (...rules: string[]): AddressPolicy => ({
  allow: rules.map(parseAllowRule),
  loopbackOpen: false,
})

const only = (list: string): AddressPolicy => {
  const { rules, only: isOnly } = parseAllowList(`only:${list}`)
  return { allow: rules, only: isOnly, loopbackOpen: true }
}
const checkAddress = (address: string, host: string, policy: AddressPolicy): string | undefined =>
  checkDestination(address, { host, port: 80 }, policy)

const METADATA_HOSTS = [
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a9fe:a9fe]',
  '169.254.0.23',
  '169.254.170.2',
  '100.100.100.200',
  '[::ffff:100.100.100.200]',
  '168.63.129.16',
  '192.0.0.192',
  '[fd00:ec2::254]',
  '[fd00:0ec2:0:0:0:0:0:0254]',
  '[fd00:ec2::23]',
  '[fd20:ce::254]',
  'metadata.tencentyun.com',
  'METADATA.google.internal.',
]

const LOOPBACK_HOSTS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '%31%32%37.0.0.1',
  '127。0。0。1',
  '127.0.0.1',
  'localhost',
  'LocalHost.',
  'app.localhost',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
]

const OTHER_CLOSED_HOSTS = [
  '0.0.0.0',
  '0',
  '0x0',
  '0.1.2.3',
  '10.0.0.1',
  '0xa.1',
  '167772161',
  '012.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '3232235521',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::127.0.0.1]',
  '[::10.0.0.1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:0:10.0.0.1]',
  '[::ffff:0.0.0.0]',
  '[64:ff9b::10.0.0.1]',
  '[100::1]',
  '[2001::1]',
  '[2001:db8::1]',
  '[2002:7f00:1::]',
  '[2002:a00:1::]',
  '[3fff::1]',
  '[4000::1]',
  '[5f00::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
]

describe('nothing but a public address is reached', () => {
  test.each([...METADATA_HOSTS, ...LOOPBACK_HOSTS, ...OTHER_CLOSED_HOSTS])(
    'http://%s/ is refused',
    (host) => {
      expect(checkCallbackUrl(`http://${host}/cb`, closed)).toBeTypeOf('string')
    },
  )

  test.each([
    'https://app.example/cb?x=1',
    'http://8.8.8.8:8080/',
    'http://[2606:4700:4700::1111]/',
    'http://1.1/',
  ])('%s may be tried', (url) => {
    expect(checkCallbackUrl(url, closed)).toBeUndefined()
  })

  test.each([
    ['ftp://app.example/', 'it must begin with http:// or https://'],
    ['app.example/cb', 'it is not a URL'],
    ['http://user:pass@app.example/', 'it must not carry a user name or password'],
    ['http://256.256.256.256/', 'it is not a URL'],
    [`https://app.example/${'x'.repeat(2048)}`, 'the address is longer than 2048 characters'],
  ])('%.40s is refused with the reason', (url, reason) => {
    expect(checkCallbackUrl(url, closed)).toBe(reason)
  })
})

describe('a service on loopback', () => {
  test.each(LOOPBACK_HOSTS)('may call http://%s/', (host) => {
    expect(checkCallbackUrl(`http://${host}/cb`, developer)).toBeUndefined()
  })

  test.each([...METADATA_HOSTS, ...OTHER_CLOSED_HOSTS])('still refuses http://%s/', (host) => {
    expect(checkCallbackUrl(`http://${host}/cb`, developer)).toBeTypeOf('string')
  })
})

test('a server on loopback is distinguished from one that others can reach', () => {
  const hosts = [
    '127.0.0.1',
    '::1',
    '[::1]',
    'localhost',
    '127.0.0.2',
    '0.0.0.0',
    '::',
    '192.168.0.1',
    'media.example',
  ]
  expect(hosts.filter(isLoopbackHost)).toEqual(hosts.slice(0, 5))
})

describe('the allow list', () => {
  const everything = allowing('0.0.0.0/0', '::/0', '*.example', 'metadata.tencentyun.com')

  test('opens private, shared and loopback ranges, and no more', () => {
    const opened = ['10.0.0.1', '172.16.0.1', '192.168.0.1', '127.0.0.1', '100.64.0.1', '::1', 'fd12::1']
    expect(opened.map((address) => checkAddress(address, 'a.example', everything))).toEqual(
      opened.map(() => undefined),
    )
    const never = ['169.254.1.1', 'fe80::1', '0.0.0.0', '224.0.0.1', '64:ff9b::a00:1', '2002:a00:1::']
    for (const address of never) expect(checkAddress(address, 'a.example', everything)).toBeTypeOf('string')
  })

  test.each(METADATA_HOSTS)('never opens http://%s/', (host) => {
    expect(checkCallbackUrl(`http://${host}/`, everything)).toBeTypeOf('string')
  })

  test('a network opens its own addresses, also when written as IPv6', () => {
    const policy = allowing('10.1.0.0/16')
    expect(checkAddress('10.1.2.3', 'x', policy)).toBeUndefined()
    expect(checkAddress('::ffff:10.1.2.3', 'x', policy)).toBeUndefined()
    expect(checkAddress('10.2.0.1', 'x', policy)).toBe(
      'x resolves to 10.2.0.1, which is not a public address (private); x added to LEMNIS_CALLBACK_ALLOW allows it',
    )
  })

  test('a name opens what that name resolves to, not the address for others', () => {
    const policy = allowing('hooks.corp.example', '*.lan')
    expect(checkAddress('10.0.0.1', 'hooks.corp.example', policy)).toBeUndefined()
    expect(checkAddress('10.0.0.1', 'nas.lan', policy)).toBeUndefined()
    expect(checkAddress('10.0.0.1', 'evil.example', policy)).toBeTypeOf('string')
    expect(checkAddress('10.0.0.1', 'evilhooks.corp.example', policy)).toBeTypeOf('string')
  })

  test.each(['10.0.0.0/33', 'http://x', '*', '1.2.3', '-/', ''])('%j is no rule', (text) => {
    expect(() => parseAllowRule(text)).toThrow(/is neither an address/)
  })

  test('a rule with a port allows that port alone', () => {
    const policy = allowing('hooks.corp.example:8443', '10.0.0.1:9000', '[fd12::1]:9000', '*.lan:81')
    const allowed = (address: string, host: string, port: number) =>
      checkDestination(address, { host, port }, policy) === undefined
    expect(allowed('10.0.0.9', 'hooks.corp.example', 8443)).toBe(true)
    expect(allowed('10.0.0.9', 'hooks.corp.example', 443)).toBe(false)
    expect([9000, 80].map((port) => allowed('10.0.0.1', '10.0.0.1', port))).toEqual([true, false])
    expect([9000, 80].map((port) => allowed('fd12::1', 'fd12::1', port))).toEqual([true, false])
    expect([81, 80].map((port) => allowed('10.0.0.9', 'nas.lan', port))).toEqual([true, false])
    expect(checkCallbackUrl('http://10.0.0.1:9000/', policy)).toBeUndefined()
    expect(checkCallbackUrl('http://10.0.0.1/', policy)).toBeTypeOf('string')
  })

  test.each(['10.0.0.0/8:80', 'hooks.corp.example:0', 'hooks.corp.example:65536', '[::1', ':80'])(
    '%j is no rule',
    (text) => {
      expect(() => parseAllowRule(text)).toThrow(/is neither an address/)
    },
  )

  test.each(['10.0.0.0/8', '127.0.0.1', '::1', '[::1]:80', 'hooks.test:9000', '*.corp.example', 'fd00::/8'])(
    '%s is shown as it was written',
    (text) => {
      expect(showAllowRule(parseAllowRule(text))).toBe(text)
    },
  )
})

describe('a list that begins with only:', () => {
  test('refuses every address that it does not name, also public ones and loopback', () => {
    const policy = only('hooks.test:9000, 10.0.0.0/8')
    expect(checkAddress('10.1.2.3', 'any.example', policy)).toBeUndefined()
    expect(checkDestination('8.8.8.8', { host: 'hooks.test', port: 9000 }, policy)).toBeUndefined()
    for (const address of ['8.8.8.8', '2606:4700:4700::1111', '127.0.0.1', '192.168.0.1'])
      expect(checkAddress(address, address, policy)).toBe(
        `${address} is not among the addresses of LEMNIS_CALLBACK_ALLOW=only:…; ${address} added to that list allows it`,
      )
  })

  test('refuses other names before they are resolved, unless a range may have their addresses', () => {
    const live = { host: 'live.example', port: 443 }
    expect(checkName(live, only('hooks.test'))).toMatch(/^live\.example is not among the addresses of/)
    expect(checkName({ ...live, port: 80 }, only('live.example:443'))).toBeTypeOf('string')
    expect(checkName(live, only('*.example'))).toBeUndefined()
    expect(checkName(live, only('10.0.0.0/8'))).toBeUndefined()
    expect(checkCallbackUrl('https://live.example/cb', only('hooks.test'))).toBeTypeOf('string')
    expect(checkCallbackUrl('http://localhost:3000/', only('localhost:3000'))).toBeUndefined()
  })

  test.each(METADATA_HOSTS)('never allows http://%s/', (host) => {
    const policy = only('0.0.0.0/0,::/0,*.google.internal,metadata.tencentyun.com')
    expect(checkCallbackUrl(`http://${host}/`, policy)).toBeTypeOf('string')
  })

  test.each([
    ['only:', /^nothing follows "only:"/],
    ['only: ,', /^nothing follows "only:"/],
    ['localhost,only:10.0.0.1', /^"only:" may stand only at the beginning/],
    ['only:10.1', /is neither an address/],
  ])('%j is no list', (text, reason) => {
    expect(() => parseAllowList(text)).toThrow(reason)
  })

  test('is no part of its first rule', () => {
    expect(parseAllowList(' Only:localhost,::1')).toEqual({
      only: true,
      rules: [parseAllowRule('localhost'), parseAllowRule('::1')],
    })
    expect(parseAllowList('')).toEqual({ only: false, rules: [] })
  })
})

describe('a refusal', () => {
  test.each([
    [
      '127.0.0.1',
      'vm',
      'vm resolves to 127.0.0.1, which is not a public address (loopback); LEMNIS_CALLBACK_ALLOW=vm allows it',
    ],
    [
      '10.0.0.1',
      '10.0.0.1',
      '10.0.0.1 is not a public address (private); LEMNIS_CALLBACK_ALLOW=10.0.0.1 allows it',
    ],
    [
      '169.254.1.1',
      'vm',
      'vm resolves to 169.254.1.1, which is not a public address (linkLocal), and no setting allows it',
    ],
    [
      '169.254.1.1',
      '169.254.1.1',
      '169.254.1.1 is not a public address (linkLocal), and no setting allows it',
    ],
    ['100.100.100.200', 'vm', "vm resolves to 100.100.100.200, which is a cloud's metadata service"],
  ])('of %s for %s says what allows it', (address, host, reason) => {
    expect(checkAddress(address, host, closed)).toBe(reason)
  })
})

test('the form of a URL is checked without its address', () => {
  expect(checkUrlForm('http://169.254.169.254/')).toBeUndefined()
  expect(checkUrlForm('ftp://hooks.example/')).toBe('it must begin with http:// or https://')
})
