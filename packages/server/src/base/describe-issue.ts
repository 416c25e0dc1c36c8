import type { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue

/** Types as people call them who write JSON or the query of an address. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  nan: 'a number',
}
/** What a limit counts; a number counts nothing. */
const COUNTED: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' entries',
  set: ' entries',
}

/**
 * What is wrong with a value and what is allowed, beginning with "it", as the `error` of a parse by zod. Messages of the
 * schema itself take precedence. The value is not repeated, because it may be a secret.
 */
export function describeIssue(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'it is missing'
        : `it must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `it must be ${oneOf(issue.values.map(String))}`
    case 'too_small':
      return isEmptyText(issue)
        ? 'it must not be empty'
        : limit(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return limit(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'unrecognized_keys':
      return `there is no ${issue.keys.map((key) => JSON.stringify(key)).join(', ')} here`
    case 'not_multiple_of':
      return `it must be a multiple of ${issue.divisor}`
    case 'invalid_format':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'it has not the form that is documented'
  }
}

const isEmptyText = ({
  origin,
  minimum,
}: {
  readonly origin: string
  readonly minimum: number | bigint
}): boolean => origin === 'string' && Number(minimum) === 1

function limit(origin: string, how: string, bound: number | bigint): string {
  const counted = COUNTED[origin]
  return counted === undefined ? `it must be ${how} ${bound}` : `it must have ${how} ${bound}${counted}`
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? values.join('') : `one of ${values.join(', ')}`
