import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import type { templateDetailSchema } from '../../../../server/src/api-schemas/templates.ts'
import { TEMPLATE_NAME } from '../../../../server/src/protocol/name-rules.ts'
import { patch, post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { isObject, textAt, withText, type JsonObject } from '../../forms/elements.ts'
import { NameInput } from '../../forms/name-input.tsx'
import type { Buckets } from '../../forms/operation-form.tsx'
import { TagForm } from '../../forms/tag-form.tsx'
import type { TagDescription, TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { link } from '../../ui/links.ts'
import { PageForm } from '../../ui/page-form.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { readTemplate, templateTag, writeTemplate } from './template-draft.ts'

type Detail = z.infer<typeof templateDetailSchema>

const FIRST_TAG = 'NoiseReduction'

/** A new template, a copy of another one, or one that is there. */
export function TemplateEditor() {
  const { id } = useRoute().params
  const { values } = useQueryState()
  const { from, tag = FIRST_TAG } = values
  const source = id ?? from
  const template = useResource<Detail>(`templates/${encodeURIComponent(source ?? '')}`, {
    off: source === undefined,
  })
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets')
  const tags = useResource<TagList>('tags')
  const { data } = template
  const initial = source === undefined ? { Tag: tag, Name: '' } : data && requestOf(data, id === undefined)
  const title = id === undefined ? t('templates.new') : t('templates.change', { name: data?.name ?? '' })
  return (
    <Page title={title}>
      {!mayChange() && <p class="notice">{t('editor.readOnly')}</p>}
      <Awaited of={buckets} />
      {source !== undefined && <Awaited of={template} />}
      {mayChange() && initial && buckets.data && tags.data && (
        <TemplateForm
          id={id}
          initial={initial}
          isCopy={source !== undefined}
          bucket={data?.bucket ?? undefined}
          buckets={buckets.data.buckets}
          tags={tags.data.tags.filter(({ templateForm }) => templateForm !== null)}
        />
      )}
    </Page>
  )
}

/** A copy needs a name of its own. */
function requestOf({ request }: Detail, isCopy: boolean): JsonObject {
  const all: unknown = JSON.parse(JSON.stringify(request))
  if (!isObject(all)) return {}
  return isCopy ? { ...all, Name: `${textAt(all, ['Name'])}-2` } : all
}

interface TemplateFormProps {
  readonly id: string | undefined
  readonly initial: JsonObject
  /** Its tag is that of what it was copied from. */
  readonly isCopy: boolean
  readonly bucket: string | undefined
  readonly buckets: Buckets
  readonly tags: readonly TagDescription[]
}

function TemplateForm({ id, initial, isCopy, bucket: given, buckets, tags }: TemplateFormProps) {
  const { route } = useLocation()
  const [request, setRequest] = useState(initial)
  const usual = buckets.find(({ isDefault }) => isDefault) ?? buckets[0]
  const [bucket, setBucket] = useState(given ?? usual?.name ?? '')
  const name = textAt(request, ['Name'])
  const tag = tags.find((each) => each.tag === textAt(request, ['Tag']))
  const submit = async (): Promise<void> => {
    const saved =
      id === undefined
        ? await post<Detail>('templates', { bucket, request })
        : await patch<Detail>(`templates/${id}`, { request })
    route(link(`/templates/${saved.id}`))
  }
  return (
    <PageForm submitLabel={t('common.save')} submit={submit}>
      <div class="columns">
        <NameInput
          value={name}
          rule={TEMPLATE_NAME}
          hint={t('templates.nameHint')}
          onChange={(next) => setRequest({ ...request, Name: next })}
        />
        {id === undefined && (
          <Select
            label={t('jobs.bucket')}
            value={bucket}
            onChange={setBucket}
            options={buckets.map(({ name }) => [name, name] as const)}
          />
        )}
        {!isCopy && (
          <Select
            label={t('jobs.tag')}
            value={tag?.tag ?? ''}
            onChange={(next) => setRequest({ Tag: next, Name: name })}
            options={tags.map((each) => [each.tag, each.tag] as const)}
          />
        )}
      </div>
      {tag && (
        <Card title={`${t('templates.params')} · ${tag.tag}`}>
          <TagForm
            key={tag.tag}
            tag={templateTag(tag)}
            values={readTemplate(tag, request)}
            onChange={(values) => setRequest(writeTemplate(tag, withText(request, ['Tag'], tag.tag), values))}
          />
        </Card>
      )}
    </PageForm>
  )
}
