import { expect, test } from 'vitest'
import { parseBrokers } from './brokers.ts'

test('each region has its broker, and those not named have the default', () => {
  const brokers = parseBrokers(
    ' gz=amqp://user:p%40ss%2C@mq.example:5673/live, *=amqps://u:p@[fd00::1], hk=amqp://localhost/%2Fown%2F,',
  )
  expect(brokers.find('gz')).toEqual({
    secure: false,
    hostname: 'mq.example',
    port: 5673,
    vhost: 'live',
    username: 'user',
    password: 'p@ss,',
  })
  expect(brokers.find('sh')).toMatchObject({ secure: true, hostname: 'fd00::1', port: 5671, vhost: '/' })
  expect(brokers.find('hk')).toMatchObject({
    port: 5672,
    vhost: '/own/',
    username: 'guest',
    password: 'guest',
  })
  expect(brokers.has('')).toBe(false)
})

test('without a default only the named regions have one', () => {
  const brokers = parseBrokers('gz=amqp://localhost')
  expect([brokers.has('gz'), brokers.has('sh')]).toEqual([true, false])
  expect(parseBrokers('').has('gz')).toBe(false)
})

test.each([
  ['amqp://user:s3cret@host', 'entry 1 must be REGION=amqp://'],
  ['gz=amqp://ok,user:s3cret@host', 'entry 2 must be REGION=amqp://'],
  ['amqp://user:s3cret=@host', 'entry 1 must be REGION=amqp://'],
  ['xx=amqp://user:s3cret@host', 'the region of entry 1 must be one of sh, bj, gz, cd, hk, *'],
  ['gz=http://user:s3cret@host', 'entry 1 must be REGION=amqp://'],
  ['gz=amqp://user:s3cret#@host', 'entry 1 must be REGION=amqp://'],
  ['gz=amqp://user:s3cret/@host', 'entry 1 must be REGION=amqp://'],
  ['gz=amqp://user:s3cret%@host', 'entry 1 has a percent sign'],
  ['gz=amqp://user:s3cret@host/a/b', 'entry 1 must end with the vhost'],
  ['gz=amqp://user:s3cret@host/a?heartbeat=1', 'entry 1 must end with the vhost'],
  ['gz=amqp://a, gz=amqp://user:s3cret@b', 'entry 2 names the region gz again'],
])('%s is refused, and the password is not repeated', (text, message) => {
  expect(() => parseBrokers(text)).toThrow(message)
  expect(() => parseBrokers(text)).not.toThrow('s3cret')
})
