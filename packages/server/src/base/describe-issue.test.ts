import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeIssue } from './describe-issue.ts'

const messagesOf = (schema: z.ZodType, value: unknown): readonly string[] =>
  schema.safeParse(value, { error: describeIssue }).error?.issues.map(({ message }) => message) ?? []

test.each<readonly [schema: z.ZodType, value: unknown, message: string]>([
  [z.string(), undefined, 'it is missing'],
  [z.string(), 1, 'it must be a text'],
  [z.coerce.number(), 'ten', 'it must be a number'],
  [z.int(), 1.5, 'it must be a whole number'],
  [z.coerce.number().int(), '1.5', 'it must be a whole number'],
  [z.boolean(), 'yes', 'it must be true or false'],
  [z.array(z.string()), 'a', 'it must be a list'],
  [z.strictObject({}), [], 'it must be an object'],
  [z.enum(['Active', 'Paused']), 'active', 'it must be one of Active, Paused'],
  [z.literal('body'), 'x', 'it must be body'],
  [z.number().min(1), 0, 'it must be at least 1'],
  [z.number().gt(1), 1, 'it must be more than 1'],
  [z.number().max(60), 61, 'it must be at most 60'],
  [z.string().min(1), '', 'it must not be empty'],
  [z.string().min(8), 'a', 'it must have at least 8 characters'],
  [z.string().max(1), 'ab', 'it must have at most 1 characters'],
  [z.array(z.string()).min(1), [], 'it must have at least 1 entries'],
  [z.strictObject({ a: z.string() }), { a: '', b: 1, c: 2 }, 'there is no "b", "c" here'],
  [z.string().regex(/x/), 'a', 'it has not the form that is documented'],
  [z.string().regex(/x/, 'it must contain an x'), 'a', 'it must contain an x'],
])('%#: a value that does not fit is explained', (schema, value, message) => {
  expect(messagesOf(schema, value)).toEqual([message])
})
