import { useSignal } from '@preact/signals'
import { useLocation, useRoute } from 'preact-iso'
import type { z } from 'zod'
import type { submittedJobsSchema } from '../../../../server/src/api-schemas/jobs.ts'
import type { Elements } from '../../../../server/src/job-requests/parameters.ts'
import { changed } from '../../api/changes.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { TagForm } from '../../forms/tag-form.tsx'
import type { TagDescription, TagList } from '../../forms/tag-parameters.ts'
import { t, type MessageKey } from '../../i18n/language.ts'
import { Awaited } from '../../ui/awaited.tsx'
import { link } from '../../ui/links.ts'
import { PageForm } from '../../ui/page-form.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextFilter } from '../../ui/text-filter.tsx'
import { writeXml } from '../try-it/write-request.ts'
import type { JobDetailJson } from '../../../../server/src/api-schemas/jobs.ts'
import { textAt, valuesOf, withText, withValues } from './rerun-request.ts'

/** Runs a job again, with changes. */
export function RerunJob() {
  const { id = '' } = useRoute().params
  const found = useResource<JobDetailJson & { readonly requestElements: Elements }>(
    `jobs/${encodeURIComponent(id)}`,
  )
  const tags = useResource<TagList>('tags')
  const { data } = found
  const tag = tags.data?.tags.find((each) => each.tag === data?.tag)
  return (
    <Page title={t('rerun.title')}>
      <Awaited of={found} />
      <Awaited of={tags} />
      {data && tag && <RerunForm bucket={data.bucket} original={data.requestElements} tag={tag} />}
    </Page>
  )
}

const TEXTS: readonly (readonly [path: string, label: MessageKey])[] = [
  ['Input.Object', 'rerun.input'],
  ['Operation.Output.Object', 'rerun.output'],
  ['CallBack', 'try.callback'],
]

interface RerunFormProps {
  readonly bucket: string
  readonly original: Elements
  readonly tag: TagDescription
}

function RerunForm({ bucket, original, tag }: RerunFormProps) {
  const { route } = useLocation()
  const request = useSignal(original)
  /** Once it was edited, it is what is sent. */
  const xml = useSignal<string | undefined>(undefined)
  const isXml = useSignal(false)
  const submit = async (): Promise<void> => {
    const { jobs } = await post<z.infer<typeof submittedJobsSchema>>('jobs', {
      bucket,
      request: xml.value ?? request.value,
    })
    changed('jobs')
    const [made] = jobs
    if (made) route(link(`/jobs/${made.id}`))
  }
  const [form, text] = [t('rerun.form'), 'XML']
  const values = valuesOf(request.value, tag)
  return (
    <PageForm submitLabel={t('try.submit')} submit={submit}>
      <Card title={tag.tag}>
        <Tabs
          label={t('rerun.title')}
          tabs={[form, text]}
          chosen={isXml.value ? text : form}
          choose={(tab) => (isXml.value = tab === text)}
        >
          {isXml.value ? (
            <textarea
              class="editor"
              aria-label={text}
              rows={24}
              spellcheck={false}
              value={xml.value ?? writeXml(request.value)}
              onInput={({ currentTarget }) => (xml.value = currentTarget.value)}
            />
          ) : xml.value === undefined ? (
            <div class="tag-form">
              <div class="columns">
                {TEXTS.map(([path, label]) => (
                  <TextFilter
                    key={path}
                    label={t(label)}
                    value={textAt(request.value, path)}
                    onChange={(value) => (request.value = withText(request.value, path, value))}
                  />
                ))}
              </div>
              <TagForm
                tag={tag}
                values={values}
                onChange={(next) => (request.value = withValues(request.value, values, next))}
              />
            </div>
          ) : (
            <p>
              {t('rerun.edited')}{' '}
              <button type="button" onClick={() => (xml.value = undefined)}>
                {t('rerun.discard')}
              </button>
            </p>
          )}
        </Tabs>
      </Card>
    </PageForm>
  )
}
