import type { z } from 'zod'
import type { objectPageSchema } from '../../../../server/src/api-schemas/objects.ts'
import { useResource } from '../../api/resource.ts'
import { t } from '../../i18n/language.ts'

interface ObjectChoiceProps {
  readonly bucket: string
  /** A key, or the beginning of one. */
  readonly value: string
  readonly choose: (key: string) => void
}

const LIMIT = 50

/** A key that is typed, or found folder by folder. */
export function ObjectChoice({ bucket, value, choose }: ObjectChoiceProps) {
  const query = { bucket, prefix: value, delimiter: '/', limit: LIMIT }
  const { data, error } = useResource<z.infer<typeof objectPageSchema>>('objects', { query })
  const found = data && [...data.prefixes, ...data.objects.map(({ key }) => key)]
  return (
    <div class="object-choice">
      <label class="field">
        <span>{t('storage.key')}</span>
        <input
          value={value}
          required
          spellcheck={false}
          onInput={(event) => choose(event.currentTarget.value)}
        />
      </label>
      {value !== '' && (
        <button type="button" class="quiet" onClick={() => choose(parentOf(value))}>
          {t('storage.up')}
        </button>
      )}
      <ul class="plain" aria-label={t('storage.objects')}>
        {found?.map((key) => (
          <li key={key}>
            <button type="button" class="quiet" aria-pressed={key === value} onClick={() => choose(key)}>
              {key}
            </button>
          </li>
        ))}
      </ul>
      {found?.length === 0 && <p class="faint">{t('storage.noneBegin')}</p>}
      {typeof data?.next === 'string' && <p class="faint">{t('storage.more')}</p>}
      {error && <p class="bad">{error.message}</p>}
    </div>
  )
}

/** The folder that a key is in, and of a folder the one around it. */
const parentOf = (key: string): string => key.slice(0, key.replace(/\/$/, '').lastIndexOf('/') + 1)
