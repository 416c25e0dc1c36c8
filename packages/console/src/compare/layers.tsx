import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { t } from '../i18n/language.ts'
import type { ViewMode } from './view-mode.tsx'

interface LayersProps {
  readonly mode: ViewMode
  readonly before: ComponentChildren
  readonly after: ComponentChildren
  /** Width divided by height of what came before, which both are laid into. */
  readonly ratio: number
  /** Which of the two is in front where one is shown alone. */
  readonly shows: 'before' | 'after'
  readonly isAmplified: boolean
}

const MIDDLE = 50

/** Two pictures in one place: with a divider between them, beside each other, or what differs. */
export function Layers({ mode, before, after, ratio, shows, isAmplified }: LayersProps) {
  const place = useSignal(MIDDLE)
  const isDivided = mode === 'slider'
  const clip = isDivided ? `inset(0 0 0 ${place.value}%)` : 'none'
  return (
    <div
      class={`layers ${mode} shows-${shows}${isAmplified ? ' amplified' : ''}`}
      style={{ '--ratio': String(ratio) }}
    >
      <figure class="layer before">
        {before}
        <figcaption>{t('compare.before')}</figcaption>
      </figure>
      <figure class="layer after" style={{ clipPath: clip }}>
        {after}
        <figcaption>{t('compare.after')}</figcaption>
      </figure>
      {isDivided && (
        <>
          <input
            type="range"
            class="divider-place"
            min={0}
            max={100}
            step={1}
            value={place.value}
            aria-label={t('compare.divider')}
            aria-valuetext={`${place.value} %`}
            onInput={({ currentTarget }) => (place.value = Number(currentTarget.value))}
          />
          <span class="divider" style={{ left: `${place.value}%` }} />
        </>
      )}
    </div>
  )
}
