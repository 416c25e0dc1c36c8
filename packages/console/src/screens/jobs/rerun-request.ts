import {
  elementAt,
  isElements,
  withElement,
  type Elements,
} from '../../../../server/src/job-requests/parameters.ts'
import type { FormValues } from '../../forms/tag-form.tsx'
import { groupsOf, type TagDescription } from '../../forms/tag-parameters.ts'

/** What the form of a tag shows of a request. */
export function valuesOf(request: Elements, tag: TagDescription): FormValues {
  const operation = operationOf(request)
  const names = groupsOf(tag).flatMap(({ fields }) => fields.map(({ name }) => name))
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = elementAt(operation, name.split('.'))
      return typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
}

/** The request with what was filled in; all that the form does not show stays as it is. */
export function withValues(request: Elements, before: FormValues, after: FormValues): Elements {
  const emptied = Object.keys(before)
    .filter((name) => after[name] === undefined)
    .reduce((operation, name) => withoutElement(operation, name.split('.')), operationOf(request))
  const filled = Object.entries(after).reduce(
    (operation, [name, value]) => withElement(operation, name.split('.'), value),
    emptied,
  )
  return { ...request, Operation: filled }
}

/** A text of a request at a path; empty when there is none. */
export function textAt(request: Elements, path: string): string {
  const value = elementAt(request, path.split('.'))
  return typeof value === 'string' ? value : ''
}

/** The request with a text at a path, or without it when it is empty. */
export function withText(request: Elements, path: string, value: string): Elements {
  const names = path.split('.')
  return value === '' ? withoutElement(request, names) : withElement(request, names, value)
}

function operationOf(request: Elements): Elements {
  const operation = request['Operation']
  return isElements(operation) ? operation : {}
}

function withoutElement(elements: Elements, [name = '', ...rest]: readonly string[]): Elements {
  const inner = elements[name]
  if (rest.length > 0)
    return isElements(inner) ? { ...elements, [name]: withoutElement(inner, rest) } : elements
  return Object.fromEntries(Object.entries(elements).filter(([each]) => each !== name))
}
