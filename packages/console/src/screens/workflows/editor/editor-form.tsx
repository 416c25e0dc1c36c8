import { useState } from 'preact/hooks'
import { WORKFLOW_NAME } from '../../../../../server/src/protocol/name-rules.ts'
import { ApiError } from '../../../api/api-error.ts'
import { textAt, valueAt, withText } from '../../../forms/elements.ts'
import { NameInput } from '../../../forms/name-input.tsx'
import type { Buckets } from '../../../forms/operation-form.tsx'
import type { TagDescription } from '../../../forms/tag-parameters.ts'
import { GraphView } from '../../../graph/graph-view.tsx'
import { t } from '../../../i18n/language.ts'
import { Problem } from '../../../ui/feedback.tsx'
import { PageForm } from '../../../ui/page-form.tsx'
import { Card } from '../../../ui/page.tsx'
import { Select } from '../../../ui/select.tsx'
import { describeStart } from '../describe-start.ts'
import { nodesOf, START, type Draft } from './draft.ts'
import { NodeForm, type NodeTypes } from './node-form.tsx'

interface EditorFormProps {
  readonly initial: Draft
  /** That of a workflow that is there. */
  readonly bucket: string | undefined
  readonly buckets: Buckets
  readonly tags: readonly TagDescription[]
  readonly types: NodeTypes
  /** Rejects with ApiError when the service refuses it. */
  readonly save: (draft: Draft, bucket: string) => Promise<void>
}

interface Fault {
  readonly message: string
  readonly nodes: readonly string[]
}

export function EditorForm({ initial, bucket: given, buckets, tags, types, save }: EditorFormProps) {
  const [draft, setDraft] = useState(initial)
  const [chosen, choose] = useState(START)
  const [fault, setFault] = useState<Fault>()
  const usual = buckets.find(({ isDefault }) => isDefault) ?? buckets[0]
  const [bucket, setBucket] = useState(given ?? usual?.name ?? '')
  const name = textAt(draft, ['Name'])
  const nodes = nodesOf(draft)
  const node = nodes.find((each) => each.name === chosen) ?? nodes[0]
  const submit = async (): Promise<void> => {
    try {
      await save(draft, bucket)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFault(error)
      const faulty = error.nodes.find((faultyName) => nodes.some((each) => each.name === faultyName))
      if (faulty !== undefined) choose(faulty)
    }
  }
  const isOfChosen = node !== undefined && fault?.nodes.includes(node.name) === true
  return (
    <PageForm submitLabel={t('common.save')} submit={submit}>
      <div class="columns">
        <NameInput
          value={name}
          rule={WORKFLOW_NAME}
          hint={t('editor.nameHint')}
          onChange={(next) => setDraft(withText(draft, ['Name'], next))}
        />
        {given === undefined && (
          <Select
            label={t('jobs.bucket')}
            value={bucket}
            onChange={setBucket}
            options={buckets.map(({ name }) => [name, name] as const)}
          />
        )}
        <Select
          label={t('jobs.state')}
          value={textAt(draft, ['State']) || 'Active'}
          onChange={(state) => setDraft(withText(draft, ['State'], state))}
          options={[
            ['Active', t('state.enabled')],
            ['Paused', t('state.disabled')],
          ]}
        />
      </div>
      <Card title={t('workflows.graph')}>
        <GraphView
          label={t('workflows.graph')}
          nodes={nodes.map(({ name, type, next }) => ({
            ...{ name, next },
            detail: name === START ? describeStart(valueAt(draft, ['Topology'])) : type,
            isFaulty: fault?.nodes.includes(name) === true,
          }))}
          chosen={node?.name ?? ''}
          choose={choose}
        />
        {nodes.length === 1 && <p class="faint">{t('editor.first')}</p>}
      </Card>
      {node && (
        <Card title={node.name}>
          {isOfChosen && <Problem text={fault.message} />}
          <NodeForm
            {...{ draft, node, types, tags, bucket, buckets, choose }}
            change={(next) => {
              setDraft(next)
              setFault(undefined)
            }}
          />
        </Card>
      )}
      {fault && !isOfChosen && <Problem text={fault.message} />}
    </PageForm>
  )
}
