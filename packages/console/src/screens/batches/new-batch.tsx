import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { batchPreviewSchema, BatchJson } from '../../../../server/src/api-schemas/batches.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import type { workflowPageSchema } from '../../../../server/src/api-schemas/workflows.ts'
import { shapeOf } from '../../../../server/src/job-requests/tag-shapes.ts'
import { WORKFLOW_NAME } from '../../../../server/src/protocol/name-rules.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import type { JsonObject } from '../../forms/elements.ts'
import { TextInput } from '../../forms/inputs.tsx'
import { NameInput } from '../../forms/name-input.tsx'
import { OperationForm, type Buckets } from '../../forms/operation-form.tsx'
import type { TagDescription, TagList } from '../../forms/tag-parameters.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { link } from '../../ui/links.ts'
import { PageForm } from '../../ui/page-form.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { buildBatch, operationFor } from './build-batch.ts'

const FIRST_TAG = 'NoiseReduction'
/** Stands for no tag: the objects start a workflow. */
const WORKFLOW = 'workflow:'

export function NewBatch() {
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets')
  const tags = useResource<TagList>('tags')
  return (
    <Page title={t('batches.new')}>
      {!mayChange() && <p class="notice">{t('editor.readOnly')}</p>}
      <Awaited of={buckets} />
      {mayChange() && buckets.data && tags.data && (
        <BatchForm
          buckets={buckets.data.buckets}
          tags={tags.data.tags.filter(({ input }) => input !== 'none')}
        />
      )}
    </Page>
  )
}

function BatchForm({ buckets, tags }: { buckets: Buckets; tags: readonly TagDescription[] }) {
  const { route } = useLocation()
  const usual = buckets.find(({ isDefault }) => isDefault) ?? buckets[0]
  const [bucketName, setBucket] = useState(usual?.name ?? '')
  const bucket = buckets.find(({ name }) => name === bucketName) ?? { name: bucketName, region: '' }
  const [name, setName] = useState('')
  const [prefix, setPrefix] = useState('in/')
  const [what, setWhat] = useState(FIRST_TAG)
  const [operation, setOperation] = useState<JsonObject>(() => operationFor(FIRST_TAG, bucket))
  const workflows = useResource<z.infer<typeof workflowPageSchema>>('workflows', {
    query: { bucket: bucketName, limit: 1_000 },
  })
  const tag = tags.find((each) => each.tag === what)
  const choose = (next: string): void => {
    setWhat(next)
    setOperation(operationFor(next, bucket))
  }
  const submit = async (): Promise<void> => {
    const workflowId = what.startsWith(WORKFLOW) ? what.slice(WORKFLOW.length) : undefined
    const request = buildBatch({
      name,
      prefix,
      ...(workflowId === undefined ? { tag: what, operation } : { workflowId }),
    })
    const { id } = await post<BatchJson>('batches', { bucket: bucketName, request })
    changed('batches', 'jobs')
    route(link(`/batches/${id}`))
  }
  return (
    <PageForm submitLabel={t('batches.start')} submit={submit}>
      <div class="columns">
        <NameInput value={name} rule={WORKFLOW_NAME} hint={t('editor.nameHint')} onChange={setName} />
        <Select
          label={t('jobs.bucket')}
          value={bucketName}
          onChange={setBucket}
          options={buckets.map((each) => [each.name, each.name] as const)}
        />
        <TextInput
          label={t('batches.prefix')}
          value={prefix}
          isRequired
          hint={t('editor.prefixHint')}
          onChange={setPrefix}
        />
        <Select
          label={t('batches.what')}
          value={what}
          onChange={choose}
          options={[
            ...tags.map((each) => [each.tag, each.tag] as const),
            ...(workflows.data?.workflows ?? []).map(
              ({ id, name: value }) =>
                [WORKFLOW + id, t('common.named', { name: t('workflows.workflow'), value })] as const,
            ),
          ]}
        />
      </div>
      <Preview bucket={bucketName} prefix={prefix} />
      {tag && (
        <Card title={`${t('templates.params')} · ${tag.tag}`}>
          <OperationForm
            key={tag.tag}
            {...{ tag, buckets, operation, bucket: bucketName }}
            hasOutput={shapeOf(tag.tag).onlyAnswers !== true}
            change={setOperation}
          />
        </Card>
      )}
    </PageForm>
  )
}

/** What the batch would take. */
function Preview({ bucket, prefix }: { bucket: string; prefix: string }) {
  const { data, error } = useResource<z.infer<typeof batchPreviewSchema>>('batch-preview', {
    query: { bucket, prefix: prefix === '' ? '/' : prefix },
    topic: 'status',
  })
  if (error) return <p class="bad">{error.message}</p>
  if (!data) return null
  if (data.objects === 0) {
    return (
      <p class="notice" aria-live="polite">
        {t('batches.wouldTakeNone')}
      </p>
    )
  }
  const objects = formatNumber(data.objects)
  return (
    <div class="notice" aria-live="polite">
      <p>
        {data.isLowerBound ? t('batches.wouldTakeMore', { objects }) : t('batches.wouldTake', { objects })}
      </p>
      <ul class="plain faint">
        {data.first.map((key) => (
          <li key={key}>{key}</li>
        ))}
      </ul>
    </div>
  )
}
