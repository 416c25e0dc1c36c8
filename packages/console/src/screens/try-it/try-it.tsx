import { useSignal } from '@preact/signals'
import { useLocation } from 'preact-iso'
import { useRef } from 'preact/hooks'
import type { z } from 'zod'
import type { submittedJobsSchema } from '../../../../server/src/api-schemas/jobs.ts'
import type { bucketListSchema } from '../../../../server/src/api-schemas/objects.ts'
import { post } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { ErrorBox, Loading } from '../../ui/feedback.tsx'
import { link } from '../../ui/links.ts'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { startRecording, type Recording } from './recorder.ts'
import { upload } from './upload.ts'

type Buckets = z.infer<typeof bucketListSchema>['buckets']

export function TryIt() {
  const { data, error, isLoading, reload } = useResource<z.infer<typeof bucketListSchema>>('buckets')
  return (
    <Page title={t('try.title')}>
      {error && <ErrorBox error={error} retry={reload} />}
      {isLoading && <Loading />}
      {!mayChange() && <p class="notice">{t('try.readOnly')}</p>}
      {data && mayChange() && <TryForm buckets={data.buckets} />}
    </Page>
  )
}

function TryForm({ buckets }: { buckets: Buckets }) {
  const { route } = useLocation()
  const file = useSignal<File | undefined>(undefined)
  const bucket = useSignal((buckets.find(({ isDefault }) => isDefault) ?? buckets[0])?.name ?? '')
  const format = useSignal('wav')
  const callback = useSignal('')
  const progress = useSignal<number | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const submit = async (): Promise<void> => {
    const chosen = file.value
    const region = buckets.find(({ name }) => name === bucket.value)?.region
    if (!chosen || region === undefined) return
    problem.value = undefined
    progress.value = 0
    try {
      const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
      const key = `console/${stamp}/${chosen.name}`
      await upload({ bucket: bucket.value, key, file: chosen }, (part) => (progress.value = part))
      const base = chosen.name.replace(/\.[^.]*$/, '')
      const { jobs } = await post<z.infer<typeof submittedJobsSchema>>('jobs', {
        bucket: bucket.value,
        request: {
          Tag: 'NoiseReduction',
          Input: { Object: key },
          Operation: {
            Output: {
              Region: region,
              Bucket: bucket.value,
              Object: `console/${stamp}/${base}-clean.${format.value}`,
            },
          },
          ...(callback.value !== '' && { CallBack: callback.value, CallBackFormat: 'XML' }),
        },
      })
      const [job] = jobs
      if (job) route(link(`/jobs/${job.id}`))
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
          label={t('jobs.bucket')}
          value={bucket.value}
          onChange={(next) => (bucket.value = next)}
          options={buckets.map(({ name }) => [name, name] as const)}
        />
        <Select
          label={t('try.format')}
          value={format.value}
          onChange={(next) => (format.value = next)}
          options={[
            ['wav', 'wav'],
            ['mp3', 'mp3'],
            ['m4a', 'm4a'],
          ]}
        />
        <label class="field wide">
          <span>{t('try.callback')}</span>
          <input
            type="url"
            value={callback.value}
            placeholder="http://127.0.0.1:3000/callback"
            onChange={(event) => (callback.value = event.currentTarget.value.trim())}
          />
        </label>
      </div>
      {problem.value !== undefined && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary" disabled={!file.value || progress.value !== undefined}>
          {t('try.submit')}
        </button>
        {progress.value !== undefined && (
          <progress value={progress.value} max={1} aria-label={t('try.uploading')} />
        )}
      </div>
    </form>
  )
}

interface FileChoiceProps {
  readonly file: File | undefined
  readonly choose: (file: File) => void
  readonly onProblem: (problem: string) => void
}

function FileChoice({ file, choose, onProblem }: FileChoiceProps) {
  const isOver = useSignal(false)
  const recording = useRef<Recording | undefined>(undefined)
  const isRecording = useSignal(false)
  const toggleRecording = async (): Promise<void> => {
    if (recording.current) {
      choose(await recording.current.stop())
      recording.current = undefined
      isRecording.value = false
      return
    }
    try {
      recording.current = await startRecording()
      isRecording.value = true
    } catch {
      onProblem(t('try.noMicrophone'))
    }
  }
  return (
    <div
      class={isOver.value ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault()
        isOver.value = false
        const dropped = event.dataTransfer?.files[0]
        if (dropped) choose(dropped)
      }}
    >
      <label class="file">
        <input
          type="file"
          aria-label={t('try.choose')}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0]
            if (chosen) choose(chosen)
          }}
        />
        <span>{file ? `${file.name} · ${formatBytes(file.size)}` : t('try.drop')}</span>
      </label>
      <button type="button" onClick={() => void toggleRecording()} aria-pressed={isRecording.value}>
        {isRecording.value ? t('try.stop') : t('try.record')}
      </button>
    </div>
  )
}
