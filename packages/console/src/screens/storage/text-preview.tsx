import { useEffect, useState } from 'preact/hooks'
import { objectPath, send } from '../../api/client.ts'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import type { ObjectHead } from '../../media/object-head.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Loading } from '../../ui/feedback.tsx'

const MOST_BYTES = 64 * 1024

/** The beginning of a text. It is shown as it is: nothing of it becomes a part of the page. */
export function TextPreview({ object }: { object: ObjectHead }) {
  const { bucket, key, bytes } = object
  const [text, setText] = useState<string | undefined>(bytes === 0 ? '' : undefined)
  useEffect(() => {
    if (bytes === 0) return undefined
    const leaving = new AbortController()
    const headers = { range: `bytes=0-${MOST_BYTES - 1}` }
    send(objectPath(bucket, key), { headers, signal: leaving.signal })
      .then((answer) => answer.text())
      .then(setText, (error: unknown) => {
        if (!leaving.signal.aborted) setText(error instanceof Error ? error.message : String(error))
      })
    return () => leaving.abort()
  }, [bucket, key, bytes])
  if (text === undefined) return <Loading />
  return (
    <>
      <CodeBlock label={key} text={text} copies />
      {bytes > MOST_BYTES && <p class="faint">{t('storage.cut', { bytes: formatBytes(MOST_BYTES) })}</p>}
    </>
  )
}
