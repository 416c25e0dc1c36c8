import type { z } from 'zod'
import type {
  AttemptJson,
  CallbackJson,
  CallbackMessageJson,
  ReplayJson,
  SampleJson,
  UnsentJson,
} from '../api-schemas/callbacks.ts'

/**
 * What a service answers with, as a client reads it. A later release may add fields and members of an enumeration, so
 * every text of one is a plain string here.
 */
export type Answer<T> = T extends string
  ? string
  : T extends readonly (infer E)[]
    ? Answer<E>[]
    : T extends object
      ? { [K in keyof T]: Answer<T[K]> }
      : T

export type Attempt = Answer<AttemptJson>
export type Callback = Answer<CallbackJson>
/** With its body, and headers signed now. */
export type CallbackMessage = Answer<CallbackMessageJson>
/** A sample that was sent, and what came back. */
export type Sample = Answer<SampleJson>
export type Replay = Answer<ReplayJson>
/** What the callback of a job that has none would be. */
export type UnsentMessage = Answer<UnsentJson>

/**
 * Whether `value` has every field of the schema with its type. Fields that the schema does not know stay in it: `--json`
 * prints them. Enum members and bounds that a later release may have added are accepted.
 */
export function isAnswer<T>(schema: z.ZodType<T>, value: unknown): value is Answer<T> {
  const { success, error } = schema.safeParse(value)
  return success || error.issues.every((issue) => isOfLaterRelease(issue, value))
}

function isOfLaterRelease(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.code === 'too_big' || issue.code === 'too_small') return true
  return issue.code === 'invalid_value' && typeof valueAt(value, issue.path) === 'string'
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}
