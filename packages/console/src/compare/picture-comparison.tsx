import { useSignal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { objectPath } from '../api/client.ts'
import { formatBytes } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { ObjectHead } from '../media/object-head.ts'
import { isForPage } from '../ui/page-keys.ts'
import { Card } from '../ui/page.tsx'
import { FactsTable } from './facts-table.tsx'
import { Layers } from './layers.tsx'
import { useViewMode, ViewModes } from './view-mode.tsx'

interface Size {
  readonly width: number
  readonly height: number
}

interface PictureComparisonProps {
  readonly before: ObjectHead
  readonly after: ObjectHead
}

export function PictureComparison({ before, after }: PictureComparisonProps) {
  const [mode, choose] = useViewMode('slider')
  const sizeBefore = useSignal<Size | undefined>(undefined)
  const sizeAfter = useSignal<Size | undefined>(undefined)
  const shows = useSignal<'before' | 'after'>('after')
  const isAmplified = useSignal(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isForPage(event) || (event.key !== 'a' && event.key !== 'b')) return
      shows.value = event.key === 'a' ? 'before' : 'after'
      choose('alone')
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  const { width = 4, height = 3 } = sizeBefore.value ?? {}
  return (
    <Card title={t('compare.title')}>
      <ViewModes mode={mode} choose={choose} isAmplified={isAmplified} />
      <Layers
        mode={mode}
        ratio={width / height}
        shows={shows.value}
        isAmplified={isAmplified.value}
        before={<Picture object={before} size={sizeBefore} />}
        after={<Picture object={after} size={sizeAfter} />}
      />
      <p class="faint">{t('compare.pictureKeys')}</p>
      <FactsTable
        facts={[
          { name: t('compare.format'), before: before.type, after: after.type },
          { name: t('compare.size'), before: shownSize(sizeBefore.value), after: shownSize(sizeAfter.value) },
          { name: t('compare.bytes'), before: formatBytes(before.bytes), after: formatBytes(after.bytes) },
        ]}
      />
    </Card>
  )
}

function Picture({ object, size }: { object: ObjectHead; size: Signal<Size | undefined> }) {
  return (
    <img
      src={objectPath(object.bucket, object.key)}
      alt={object.key}
      onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
        (size.value = { width, height })
      }
    />
  )
}

const shownSize = (size: Size | undefined): string => (size ? `${size.width} × ${size.height}` : '')
