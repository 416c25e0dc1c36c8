import { expect, test } from 'vitest'
import { ManualClock } from '../base/manual-clock.ts'
import type { CommandContext } from './command.ts'
import { readListenArguments } from './commands/listen-arguments.ts'
import { readArguments, readChoice, readInteger, SERVICE_OPTIONS } from './read-arguments.ts'
import { testTerminal } from './testing/test-terminal.ts'

const context: CommandContext = {
  terminal: testTerminal(),
  clock: new ManualClock(Date.parse('2026-03-01T12:00:00.000Z')),
  environment: {},
  untilStopped: () => new AbortController().signal,
  runChecksOffline: () => Promise.reject(new Error('nothing is examined here')),
  startTemporaryService: () => Promise.reject(new Error('nothing is started here')),
  describeTags: () => Promise.reject(new Error('no tag is described here')),
}

test('an unknown flag is named in a sentence and is a wrong call', () => {
  expect(() => readArguments(['--colour'], SERVICE_OPTIONS)).toThrow(
    expect.objectContaining({ message: "Unknown option '--colour'.", exitCode: 2 }),
  )
})

test.each(['', '0', '-1', '1.5', '1e2', '101', '９'])('%j is no limit', (text) => {
  expect(() => readInteger('limit', text, { least: 1, most: 100 })).toThrow(
    `--limit is a whole number from 1 to 100, not "${text}".`,
  )
})

test('choices are taken in any case', () => {
  expect(readChoice('format', 'json', ['XML', 'JSON'])).toBe('JSON')
  expect(() => readChoice('format', 'yaml', ['XML', 'JSON'])).toThrow(
    '--format is one of XML, JSON, not "yaml".',
  )
})

test('listen takes a fault for its own receiver', () => {
  const { receiver, filter } = readListenArguments(context, [
    '--port',
    '0',
    '--slow',
    '3000',
    '--queue',
    'p1',
  ])
  expect(receiver).toEqual({ port: 0, fault: { kind: 'slow', ms: 3_000 }, keys: [] })
  expect(filter['queue']).toBe('p1')
})

test('pull mode takes what is undelivered', () => {
  const args = ['--confirm', '--forward', 'http://localhost:1/']
  expect(readListenArguments(context, args).filter['state']).toBe('undelivered')
})

test.each([
  [['--fail', '500'], '--fail, --hang, --slow and --secret go with --port'],
  [['--port', '1', '--hang', '--fail', '500'], 'Give one of --fail, --hang and --slow.'],
  [['--port', '1', '--fail', '99'], '--fail is a whole number from 200 to 599'],
  [['--port', '1', '--secret', 'whsec_x'], '--secret: a webhook secret is'],
  [['--confirm'], '--confirm goes with --forward'],
  [['--forward', 'localhost:9000'], '--forward is an address such as'],
  [['--until', '1h'], "Unknown option '--until'."],
])('listen %j is refused with a sentence', (args, sentence) => {
  expect(() => readListenArguments(context, args)).toThrow(sentence)
})
