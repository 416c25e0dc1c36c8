import { useComputed, useSignal } from '@preact/signals'
import { useLocation } from 'preact-iso'
import { useMemo } from 'preact/hooks'
import type { z } from 'zod'
import type { submittedJobsSchema } from '../../../../server/src/api-schemas/jobs.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { ApiError } from '../../api/api-error.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { upload } from '../../api/upload.ts'
import { TagForm, type FormValues } from '../../forms/tag-form.tsx'
import type { TagDescription, TagList } from '../../forms/tag-parameters.ts'
import { t } from '../../i18n/language.ts'
import { ErrorBox, Loading, Problem } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { useQueryState } from '../../ui/query-state.ts'
import { Select } from '../../ui/select.tsx'
import { buildJob, type JobChoice } from './build-job.ts'
import { FileChoice } from './file-choice.tsx'
import { deleteKeys } from '../storage/delete-objects.ts'
import { FirstBucket } from '../storage/new-bucket.tsx'
import { RequestPreview } from './request-preview.tsx'

type Buckets = z.infer<typeof bucketListSchema>['buckets']

const FIRST_TAG = 'NoiseReduction'

export function TryIt() {
  const buckets = useResource<z.infer<typeof bucketListSchema>>('buckets')
  const tags = useResource<TagList>('tags')
  const error = buckets.error ?? tags.error
  return (
    <Page title={t('try.title')}>
      {error && <ErrorBox error={error} retry={buckets.reload} />}
      {(buckets.isLoading || tags.isLoading) && <Loading />}
      {!mayChange() && <p class="notice">{t('try.readOnly')}</p>}
      {buckets.data?.buckets.length === 0 && mayChange() && <FirstBucket done={buckets.reload} />}
      {buckets.data && buckets.data.buckets.length > 0 && tags.data && mayChange() && (
        <TryForm buckets={buckets.data.buckets} tags={tags.data.tags} />
      )}
    </Page>
  )
}

function TryForm({ buckets, tags }: { buckets: Buckets; tags: readonly TagDescription[] }) {
  const { route } = useLocation()
  const { values: query, set: setQuery } = useQueryState()
  const tag = tags.find((each) => each.tag === query['tag']) ?? tags.find((each) => each.tag === FIRST_TAG)
  const file = useSignal<File | undefined>(undefined)
  const bucketName = useSignal((buckets.find(({ isDefault }) => isDefault) ?? buckets[0])?.name ?? '')
  const values = useSignal<FormValues>({})
  const callback = useSignal('')
  const progress = useSignal<number | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  // One for the page, so that the code names the keys that are run.
  const folder = useMemo(newFolder, [])
  const bucket = useComputed(() => buckets.find(({ name }) => name === bucketName.value)).value
  if (!tag || !bucket) return null
  const choice: JobChoice = {
    tag: tag.tag,
    values: values.value,
    bucket,
    input: `${folder}${file.value?.name ?? 'in.wav'}`,
    callback: callback.value,
  }
  const submit = async (): Promise<void> => {
    const chosen = file.value
    if (!chosen || progress.value !== undefined) return
    problem.value = undefined
    progress.value = 0
    try {
      const place = { bucket: bucket.name, key: choice.input }
      await upload({ ...place, file: chosen }, (part) => (progress.value = part))
      const [made] = await submitUploaded(place, buildJob(choice))
      if (made) route(link(`/jobs/${made.id}`))
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
    }
    progress.value = undefined
  }
  return (
    <form
      class="try"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <FileChoice
        file={file.value}
        choose={(chosen) => (file.value = chosen)}
        onProblem={(text) => (problem.value = text)}
      />
      <div class="columns">
        <Select
          label={t('jobs.tag')}
          value={tag.tag}
          onChange={(next) => {
            values.value = {}
            setQuery({ tag: next })
          }}
          options={tags.map((each) => [each.tag, each.tag] as const)}
        />
        <Select
          label={t('jobs.bucket')}
          value={bucket.name}
          onChange={(next) => (bucketName.value = next)}
          options={buckets.map(({ name }) => [name, name] as const)}
        />
        <label class="field wide">
          <span>{t('try.callback')}</span>
          <input
            type="url"
            value={callback.value}
            placeholder="http://127.0.0.1:3000/callback"
            aria-invalid={problem.value?.startsWith('CallBack') === true}
            onChange={(event) => (callback.value = event.currentTarget.value.trim())}
          />
          <small class="faint">{t('try.callbackHint')}</small>
        </label>
      </div>
      <Card title={t('try.parameters')}>
        <TagForm tag={tag} values={values.value} onChange={(next) => (values.value = next)} />
      </Card>
      <Problem text={problem.value} />
      <div class="actions">
        <button
          type="submit"
          class="primary"
          disabled={!file.value}
          aria-disabled={progress.value !== undefined}
        >
          {t('try.submit')}
        </button>
        {progress.value !== undefined && (
          <progress value={progress.value} max={1} aria-label={t('try.uploading')} />
        )}
        {!file.value && <span class="faint">{t('try.chooseFirst')}</span>}
      </div>
      <RequestPreview choice={choice} />
    </form>
  )
}

/** Of its own for each visit, so that a file of the same name is kept. */
const newFolder = (): string => `console/${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}/`

type Jobs = z.infer<typeof submittedJobsSchema>['jobs']

/** Submits a job whose input was uploaded for it; a refusal leaves nothing behind. Rejects with ApiError. */
async function submitUploaded(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  request: ReturnType<typeof buildJob>,
): Promise<Jobs> {
  try {
    return (await post<z.infer<typeof submittedJobsSchema>>('jobs', { bucket, request })).jobs
  } catch (error) {
    // Without an answer the job may be there, and needs its input. Why it was refused matters more than a deletion that fails.
    if (error instanceof ApiError && error.status < 500)
      await deleteKeys(bucket, [key]).catch(() => undefined)
    throw error
  }
}
