import { useEffect, useRef, useState } from 'preact/hooks'
import { signIn } from '../api/session.ts'
import { language, setLanguage, t } from '../i18n/language.ts'
import { useArrival } from '../ui/arrival.ts'
import { Problem } from '../ui/feedback.tsx'

/** The token is sent once and kept nowhere in the browser: what stays is a cookie that no script reads. */
export function SignIn() {
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useArrival(field, 'sign-in')
  const title = `${t('signIn.submit')} · Lemnis`
  useEffect(() => {
    document.title = title
  }, [title])
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy || !(event.currentTarget instanceof HTMLFormElement)) return
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token !== 'string') return
    setBusy(true)
    setProblem(await signIn({ token }).catch(() => t('signIn.unreachable')))
    setBusy(false)
  }
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>Lemnis</h1>
        <p>{t('signIn.text')}</p>
        <label class="field">
          <span>{t('signIn.token')}</span>
          <input
            ref={field}
            name="token"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            spellcheck={false}
          />
        </label>
        <Problem text={problem} />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {t('signIn.submit')}
        </button>
        <p class="faint">{t('signIn.hint')}</p>
        <pre>
          <code>lemnis console</code>
        </pre>
        <button
          type="button"
          class="quiet"
          onClick={() => setLanguage(language.value === 'en' ? 'zh' : 'en')}
        >
          {language.value === 'en' ? '中文' : 'English'}
        </button>
      </form>
    </main>
  )
}
