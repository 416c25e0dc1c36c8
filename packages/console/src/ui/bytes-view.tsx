import { useSignal } from '@preact/signals'
import { formatBytes } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import { CodeBlock } from './code-block.tsx'
import { bytesOfBase64, hexDump } from './hex-dump.ts'
import { prettyXml } from './pretty-xml.ts'
import { Tabs } from './tabs.tsx'

interface BytesViewProps {
  readonly label: string
  readonly text: string
  /** Of bytes that are no text. */
  readonly base64?: string | undefined
}

/** A body as people read it, as it was sent, and byte by byte. */
export function BytesView({ label, text, base64 }: BytesViewProps) {
  const bytes = base64 === undefined ? new TextEncoder().encode(text) : bytesOfBase64(base64)
  const [indented, plain, hex] = [t('bytes.indented'), t('bytes.text'), t('bytes.hex')]
  const tabs = base64 === undefined ? [indented, plain, hex] : [hex, plain]
  const picked = useSignal('')
  const chosen = tabs.includes(picked.value) ? picked.value : (tabs[0] ?? hex)
  if (bytes.length === 0) return <p class="faint">{t('bytes.none')}</p>
  const shown = chosen === hex ? hexDump(bytes) : chosen === plain ? text : prettyText(text)
  return (
    <div class="bytes">
      <p class="faint">
        {label} · {formatBytes(bytes.length)}
      </p>
      <Tabs label={label} tabs={tabs} chosen={chosen} choose={(tab) => (picked.value = tab)}>
        <CodeBlock label={label} text={shown} copies />
      </Tabs>
    </div>
  )
}

function prettyText(text: string): string {
  if (!text.startsWith('{')) return prettyXml(text)
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
