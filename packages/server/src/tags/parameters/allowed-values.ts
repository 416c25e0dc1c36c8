import type { Parameter, ValueKind } from './parameter.ts'

type NumberKind = Extract<ValueKind, { kind: 'number' }>

/** What a parameter may be, in words: `even number, 128 to 4096 px`; empty for a group that may stand there once. */
export function allowedValues(parameter: Parameter): string {
  const { atMost } = parameter
  const times = atMost === undefined ? '' : `at most ${atMost} times`
  return [wordsOf(parameter), times].filter((words) => words !== '').join(', ')
}

function wordsOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'group':
      return ''
    case 'choice':
    case 'off':
      return withUnit(parameter.choices.join(', '), parameter.kind === 'choice' ? parameter.unit : undefined)
    case 'flag':
      return 'true, false'
    case 'text':
      return parameter.maxLength === undefined ? 'text' : `text of at most ${parameter.maxLength} characters`
    case 'number':
      return numberWords(parameter)
  }
}

function numberWords(parameter: NumberKind): string {
  const { multipleOf, unit, also = [] } = parameter
  const noun = multipleOf === 1 ? 'whole number' : multipleOf === 2 ? 'even number' : 'number'
  const steps = multipleOf === undefined || multipleOf >= 1 ? [] : [`in steps of ${multipleOf}`]
  const range = withUnit(rangeWords(parameter), unit)
  const others = also.map((word) => (word === '0' ? 'or 0 for none' : `or ${word}`))
  return [noun, ...(range === '' ? [] : [range]), ...steps, ...others].join(', ')
}

function rangeWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: NumberKind): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  const limits = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ]
  return limits.join(' and ')
}

function withUnit(words: string, unit: string | undefined): string {
  return unit === undefined ? words : `${words} ${unit}`.trim()
}
