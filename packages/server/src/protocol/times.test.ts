import { expect, test } from 'vitest'
import { ProtocolError } from './errors.ts'
import {
  executionTime,
  httpTime,
  jobTime,
  objectTime,
  parseTimeZone,
  readFilterTime,
  workflowCallbackTime,
} from './times.ts'

const MOMENT = Date.UTC(2022, 5, 30, 10, 47, 18, 999)

test('each part of the protocol has its own spelling of one moment', () => {
  expect(jobTime(MOMENT, 480)).toBe('2022-06-30T18:47:18+0800')
  expect(executionTime(MOMENT, 480)).toBe('2022-06-30T18:47:18+08:00')
  expect(workflowCallbackTime(MOMENT, 480)).toBe('2022-06-30 18:47:18+0800')
  expect(jobTime(MOMENT, -210)).toBe('2022-06-30T07:17:18-0330')
  expect(httpTime(MOMENT)).toBe('Thu, 30 Jun 2022 10:47:18 GMT')
  expect(objectTime(MOMENT)).toBe('2022-06-30T10:47:18.999Z')
})

test('a time that is not known yet is a dash', () => {
  expect(jobTime(undefined, 480)).toBe('-')
})

test.each([
  ['+08:00', 480],
  ['+0800', 480],
  ['-0330', -210],
  ['Z', 0],
  ['UTC', 0],
  ['-00:00', 0],
  ['+14:00', 840],
  ['+14:01', undefined],
  ['+08:60', undefined],
  ['Asia/Shanghai', undefined],
  ['', undefined],
])('the time zone %j is %j minutes', (text, minutes) => {
  expect(parseTimeZone(text)).toBe(minutes)
})

test.each(['+0800', '+08:00', ' 0800', ' 08:00'])('a filter time may end in %j', (zone) => {
  expect(readFilterTime('startCreationTime', `2024-01-01T00:00:00${zone}`)).toBe(Date.UTC(2023, 11, 31, 16))
})

test('a filter time may be in UTC, or have a space for its T', () => {
  expect(readFilterTime('t', '2024-01-01T00:00:00Z')).toBe(Date.UTC(2024, 0, 1))
  expect(readFilterTime('t', '2024-01-01 00:00:00 0800')).toBe(Date.UTC(2023, 11, 31, 16))
})

test.each([
  '',
  '-',
  '2024-01-01',
  '2024-02-31T00:00:00Z',
  '2024-01-01T24:00:01Z',
  '2024-01-01T00:00:00',
  '1704067200',
])('the filter time %j is refused by its name', (text) => {
  expect(() => readFilterTime('endCreationTime', text)).toThrow(ProtocolError)
  expect(() => readFilterTime('endCreationTime', text)).toThrow(/endCreationTime/)
})
