import { nearestName } from '../../base/nearest-name.ts'
import type { TagParameter } from '../command.ts'
import type { RunParameters } from '../../job-requests/build-request.ts'
import { blockPath } from '../../job-requests/tag-shapes.ts'

/** Returns a sentence about the first parameter that the tag does not have; `undefined` when it has all of them. */
export function misspeltParameter(
  { tag, set, setOperation }: Pick<RunParameters, 'tag' | 'set' | 'setOperation'>,
  described: readonly TagParameter[] | undefined,
): string | undefined {
  if (!described) return undefined
  const names = described.map(({ name }) => name)
  const block = `${blockPath(tag)}.`
  const inBlock = names.filter((name) => name.startsWith(block)).map((name) => name.slice(block.length))
  const wrong = set.map(pathOf).find((path) => !has(inBlock, path))
  if (wrong !== undefined) return sentence('set', { tag, path: wrong, names: inBlock })
  // Beside them stands what all tags have.
  const isOfTag = (path: string): boolean => has(names, path.replace(/\..*/, ''))
  const beside = setOperation.map(pathOf).find((path) => isOfTag(path) && !has(names, path))
  return beside === undefined ? undefined : sentence('set-operation', { tag, path: beside, names })
}

const pathOf = (text: string): string => text.replace(/=.*/s, '')

/** The service reads names whatever their case. */
const has = (names: readonly string[], path: string): boolean =>
  names.some((name) => name.toLowerCase() === path.toLowerCase())

interface Wrong {
  readonly tag: string
  readonly path: string
  readonly names: readonly string[]
}

function sentence(option: string, { tag, path, names }: Wrong): string {
  const meant = nearestPath(path, names)
  const hint =
    meant === undefined ? `"lemnis run ${tag} --help" lists them.` : `Did you mean --${option} ${meant}=…?`
  return `${tag} has no parameter ${path}. ${hint}`
}

/** One of the same group whose name is similar, or else one of another group that is called so. */
function nearestPath(path: string, names: readonly string[]): string | undefined {
  const group = path.slice(0, path.lastIndexOf('.') + 1)
  const siblings = names.filter((name) => name.startsWith(group) && !name.slice(group.length).includes('.'))
  const similar = nearestName(
    lastOf(path),
    siblings.map((name) => name.slice(group.length)),
  )
  if (similar !== undefined) return group + similar
  return (
    names.find((name) => lastOf(name).toLowerCase() === lastOf(path).toLowerCase()) ??
    nearestName(path, names)
  )
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)
