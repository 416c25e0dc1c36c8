import type { z } from 'zod'
import type { bucketListSchema } from '../../../server/src/api-schemas/objects.ts'
import type { templatePageSchema } from '../../../server/src/api-schemas/templates.ts'
import { useResource } from '../api/resource.ts'
import { t } from '../i18n/language.ts'
import { Select } from '../ui/select.tsx'
import { textAt, withText, type JsonObject } from './elements.ts'
import { TextInput } from './inputs.tsx'
import { OutputVariables } from './output-variables.tsx'
import { TagForm } from './tag-form.tsx'
import type { TagDescription } from './tag-parameters.ts'
import { readValues, writeValues } from './tag-values.ts'

export type Buckets = z.infer<typeof bucketListSchema>['buckets']

interface OperationFormProps {
  readonly tag: TagDescription
  /** Whose templates can be chosen. */
  readonly bucket: string
  readonly buckets: Buckets
  readonly operation: JsonObject
  readonly hasOutput: boolean
  readonly change: (operation: JsonObject) => void
}

const ALL_TEMPLATES = 1_000

/** What a job of a tag does, and where its output goes. What it does not show stays as it is. */
export function OperationForm({ tag, bucket, buckets, operation, hasOutput, change }: OperationFormProps) {
  const template = textAt(operation, ['TemplateId'])
  return (
    <div class="tag-form">
      {tag.hasTemplates && (
        <TemplateChoice
          tag={tag.tag}
          bucket={bucket}
          chosen={template}
          choose={(id) => change(withText(operation, ['TemplateId'], id))}
        />
      )}
      {template === '' && (
        <TagForm
          tag={tag}
          values={readValues(tag, operation)}
          onChange={(values) => change(writeValues(tag, operation, values))}
        />
      )}
      {hasOutput && <OutputFields buckets={buckets} operation={operation} change={change} />}
    </div>
  )
}

interface TemplateChoiceProps {
  readonly tag: string
  readonly bucket: string
  readonly chosen: string
  readonly choose: (id: string) => void
}

function TemplateChoice({ tag, bucket, chosen, choose }: TemplateChoiceProps) {
  const { data } = useResource<z.infer<typeof templatePageSchema>>('templates', {
    query: { bucket, tag, limit: ALL_TEMPLATES },
  })
  const known = data?.templates ?? []
  const isKnown = chosen === '' || known.some(({ id }) => id === chosen)
  return (
    <Select
      label={t('editor.parametersFrom')}
      value={chosen}
      onChange={choose}
      options={[
        ['', t('editor.thisForm')],
        ...(isKnown ? [] : [[chosen, chosen] as const]),
        ...known.map(({ id, name, category }) => {
          const value = category === 'Official' ? t('templates.officialName', { name }) : name
          return [id, t('common.named', { name: t('job.template'), value })] as const
        }),
      ]}
    />
  )
}

type OutputFieldsProps = Pick<OperationFormProps, 'buckets' | 'operation' | 'change'>

function OutputFields({ buckets, operation, change }: OutputFieldsProps) {
  const chosen = textAt(operation, ['Output', 'Bucket'])
  const setBucket = (name: string): void => {
    const region = buckets.find((bucket) => bucket.name === name)?.region ?? ''
    const moved = withText(operation, ['Output', 'Bucket'], name)
    change(withText(moved, ['Output', 'Region'], region))
  }
  const names = buckets.map(({ name }) => name)
  return (
    <>
      <div class="columns">
        <Select
          label={t('editor.outputBucket')}
          value={chosen}
          onChange={setBucket}
          options={[...new Set([chosen, ...names])].map((name) => [name, name] as const)}
        />
        <TextInput
          label={t('editor.outputKey')}
          value={textAt(operation, ['Output', 'Object'])}
          onChange={(key) => change(withText(operation, ['Output', 'Object'], key))}
        />
      </div>
      <OutputVariables />
    </>
  )
}
