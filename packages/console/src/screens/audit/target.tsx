import type { z } from 'zod'
import type { AuditEntryJson } from '../../../../server/src/api-schemas/audit.ts'
import type { accessKeyListSchema } from '../../../../server/src/api-schemas/keys.ts'
import { useWorkflowNames } from '../../api/names.ts'
import { useResource } from '../../api/resource.ts'
import { link } from '../../ui/links.ts'

/** The name of each key and workflow that is still there, by its id. */
export type Names = ReadonlyMap<string, string>

/** Asks for the names of what was changed, only of the kinds that are among the entries. */
export function useTargetNames(entries: readonly AuditEntryJson[]): Names {
  const kinds = new Set(entries.map(({ what }) => kindOf(what)))
  const keys = useResource<z.infer<typeof accessKeyListSchema>>('keys', { off: !kinds.has('keys') })
  const workflows = useWorkflowNames(!kinds.has('workflows'))
  return new Map([
    ...(keys.data?.keys ?? []).map(({ secretId, name }) => [secretId, name] as const),
    ...workflows,
  ])
}

/** What was changed: a link where it has a screen, by its name where that is known. */
export function Target({ entry: { what, target }, names }: { entry: AuditEntryJson; names: Names }) {
  if (target === null) return null
  const name = names.get(target)
  const text = name === undefined ? <code>{target}</code> : <span title={target}>{name}</span>
  const path = pathOf(kindOf(what), target, name !== undefined)
  return path === undefined ? text : <a href={link(path)}>{text}</a>
}

/** The screen of it, if it has one and is there. */
function pathOf(kind: string | undefined, target: string, isKnown: boolean): string | undefined {
  if (kind === 'jobs' && JOB_ID.test(target)) return `/jobs/${target}`
  return kind === 'workflows' && isKnown ? `/workflows/${target}` : undefined
}

/** One request can make several jobs. */
const JOB_ID = /^\w+$/

/** `keys` of `PATCH /keys/{id}`. */
const kindOf = (what: string): string | undefined => /^[A-Z]+ \/(\w+)/.exec(what)?.[1]
