import type { z } from 'zod'
import type { workflowNodeListSchema } from '../../../../../server/src/api-schemas/workflows.ts'
import { OperationForm, type Buckets } from '../../../forms/operation-form.tsx'
import type { TagDescription } from '../../../forms/tag-parameters.ts'
import { valueAt, type JsonObject } from '../../../forms/elements.ts'
import { t } from '../../../i18n/language.ts'
import { Action } from '../../../ui/action.tsx'
import { Select } from '../../../ui/select.tsx'
import {
  addNode,
  END,
  linkNodes,
  nodesOf,
  operationOf,
  reachedFrom,
  removedWith,
  removeNode,
  START,
  withOperation,
  type Draft,
  type DraftNode,
} from './draft.ts'
import { StartForm } from './start-form.tsx'

export type NodeTypes = z.infer<typeof workflowNodeListSchema>['nodes']

export interface NodeFormProps {
  readonly draft: Draft
  readonly node: DraftNode
  readonly types: NodeTypes
  readonly tags: readonly TagDescription[]
  readonly bucket: string
  readonly buckets: Buckets
  readonly change: (draft: Draft) => void
  readonly choose: (name: string) => void
}

/** One node: what it does, and what comes after it. */
export function NodeForm(props: NodeFormProps) {
  const { draft, node, tags, types, bucket, buckets, change, choose } = props
  const { name, type } = node
  const tag = tags.find((each) => each.tag === type)
  const operation = operationOf(draft, name)
  const needsOutput = types.find((each) => each.type === type)?.needsOutput === true
  const hasOutput = needsOutput || valueAt(operation, ['Output']) !== undefined
  const gone = [...removedWith(draft, name)]
  return (
    <>
      {name === START && <StartForm draft={draft} change={change} />}
      {tag && (
        <OperationForm
          key={name}
          {...{ tag, bucket, buckets, operation, hasOutput }}
          change={(next) => change(withOperation(draft, name, next))}
        />
      )}
      {name !== START && !tag && <p class="faint">{t('editor.unknownType', { type })}</p>}
      <div class="actions">
        <Followers {...props} />
        {name !== START && (
          <Action
            label={t('editor.remove')}
            isDangerous
            {...(gone.length > 1 && { confirm: t('editor.removeWhat', { nodes: gone.join(', ') }) })}
            run={async () => {
              choose(START)
              change(removeNode(draft, name))
              await Promise.resolve()
            }}
          />
        )}
      </div>
    </>
  )
}

/** What the service allows behind this node: new ones, and those that are there. */
function Followers({ draft, node, types, bucket, buckets, change, choose }: NodeFormProps) {
  const own = types.find(({ type }) => type === node.type)
  const addable = own?.next.filter((type) => type !== END) ?? []
  const linkable = nodesOf(draft).filter(
    ({ name, type }) =>
      addable.includes(type) && !node.next.includes(name) && !reachedFrom(draft, name).has(node.name),
  )
  if (addable.length === 0) return <span class="faint">{t('editor.nothingFollows')}</span>
  const add = (wanted: string): void => {
    if (wanted === '') return
    if (linkable.some(({ name }) => name === wanted)) {
      change(linkNodes(draft, node.name, wanted))
      return
    }
    const kind = types.find(({ type }) => type === wanted)
    const region = buckets.find(({ name }) => name === bucket)?.region ?? ''
    const operation = kind?.needsOutput ? outputOf(kind, { bucket, region }) : {}
    const added = addNode(draft, { after: node.name, type: wanted, operation })
    change(added.draft)
    choose(added.name)
  }
  return (
    <Select
      label={t('editor.add')}
      value=""
      onChange={add}
      options={[
        ['', t('editor.choose')],
        ...addable.map((type) => [type, type] as const),
        ...linkable.map(({ name }) => [name, t('editor.linkTo', { name })] as const),
      ]}
    />
  )
}

/** Runs don't overwrite each other's objects, and several outputs of one job have numbers. */
function outputOf(
  { type, isNumbered }: NodeTypes[number],
  place: { readonly bucket: string; readonly region: string },
): JsonObject {
  const number = isNumbered ? '-${Number}' : ''
  const key = `out/\${RunId}/${type.toLowerCase()}/\${InputName}${number}.\${Ext}`
  return { Output: { Region: place.region, Bucket: place.bucket, Object: key } }
}
