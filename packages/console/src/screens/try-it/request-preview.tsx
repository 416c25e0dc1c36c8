import { useSignal } from '@preact/signals'
import { t } from '../../i18n/language.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Card } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { buildJob, type JobChoice } from './build-job.ts'
import { writeAll } from './write-request.ts'

/** What was clicked, as programs send it. */
export function RequestPreview({ choice }: { choice: JobChoice }) {
  const chosen = useSignal('XML')
  const texts = writeAll(buildJob(choice), { origin: location.origin, bucket: choice.bucket })
  const text = texts[chosen.value] ?? ''
  return (
    <Card title={t('try.asCode')} actions={<CopyButton text={text} />}>
      <Tabs
        label={t('try.asCode')}
        tabs={Object.keys(texts)}
        chosen={chosen.value}
        choose={(tab) => (chosen.value = tab)}
      >
        <CodeBlock label={chosen.value} text={text} />
      </Tabs>
    </Card>
  )
}
