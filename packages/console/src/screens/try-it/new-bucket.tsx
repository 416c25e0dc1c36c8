import { useSignal } from '@preact/signals'
import { ApiError, post } from '../../api/client.ts'
import { t } from '../../i18n/language.ts'

/** For a service without a bucket: names that clients of the cloud would choose as well. */
export function NewBucket({ done }: { done: () => void }) {
  const problem = useSignal<string | undefined>(undefined)
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const fields = new FormData(form)
    try {
      await post('buckets', { name: fields.get('name'), region: fields.get('region') })
      done()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.message
    }
  }
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(event.currentTarget)
      }}
    >
      <p>{t('bucket.none')}</p>
      <div class="columns">
        <label class="field">
          <span>{t('bucket.name')}</span>
          <input name="name" required defaultValue="media-1250000000" spellcheck={false} />
        </label>
        <label class="field">
          <span>{t('bucket.region')}</span>
          <input name="region" required defaultValue="ap-guangzhou" spellcheck={false} />
        </label>
      </div>
      {problem.value !== undefined && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary">
          {t('bucket.create')}
        </button>
      </div>
    </form>
  )
}
