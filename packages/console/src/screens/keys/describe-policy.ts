import { isObject, type Json, type JsonObject } from '../../forms/elements.ts'

/** What the statements of a policy say, each in a line: actions, and the paths of the objects that they are about. */
export function describePolicy(policy: JsonObject): readonly string[] {
  return listOf(policy['statement'])
    .filter(isObject)
    .map(({ effect, action, resource }) => {
      const sign = effect === 'deny' ? 'deny ' : ''
      const paths = listOf(resource).map(String).filter(isOfObjects).map(pathOf)
      return `${sign}${listOf(action).map(String).join(', ')} · ${paths.join(', ')}`
    })
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [value ?? ''])

/** Those of jobs name the same bucket once more. */
const isOfObjects = (resource: string): boolean => !resource.startsWith('qcs::ci:')

/** `qcs::cos:<region>:uid/<number>:<bucket>/<key>` */
const pathOf = (resource: string): string => resource.split(':').slice(5).join(':') || resource
