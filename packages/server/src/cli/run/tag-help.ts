import type { TagParameter } from '../command.ts'
import { blockPath } from '../../job-requests/tag-shapes.ts'

/** What `--set` and `--set-operation` may say of a job of the tag. */
export function tagHelp(tag: string, parameters: readonly TagParameter[]): string {
  const block = blockPath(tag)
  const shown = parameters.filter(({ name, kind }) => kind !== 'off' && !`${block}.`.startsWith(`${name}.`))
  const isInBlock = ({ name }: TagParameter): boolean => name.startsWith(`${block}.`)
  const inBlock = shown
    .filter(isInBlock)
    .map((parameter) => ({ ...parameter, name: parameter.name.slice(block.length + 1) }))
  const beside = shown.filter((parameter) => !isInBlock(parameter))
  if (inBlock.length + beside.length === 0) return `${tag} has no parameters.\n`
  return [
    `lemnis run ${tag} — its parameters. What IN and -o say need not be set.`,
    ...section('--set NAME=VALUE', inBlock),
    ...section('--set-operation NAME=VALUE', beside),
    '',
  ].join('\n')
}

function section(option: string, parameters: readonly TagParameter[]): readonly string[] {
  if (parameters.length === 0) return []
  const width = Math.max(...parameters.map(({ name }) => name.length))
  return ['', option, ...parameters.map((one) => `  ${one.name.padEnd(width)}  ${textOf(one)}`)]
}

/** The sentence, and what may be given in parentheses. */
function textOf({ values, required, default: usual, description }: TagParameter): string {
  const notes = [
    ...(required ? ['required'] : []),
    ...(values === '' ? [] : [values]),
    ...(usual === undefined ? [] : [`default ${usual}`]),
  ]
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}
