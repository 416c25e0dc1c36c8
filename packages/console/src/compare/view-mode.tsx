import type { Signal } from '@preact/signals'
import { t } from '../i18n/language.ts'
import { useQueryState } from '../ui/query-state.ts'

const MODES = ['slider', 'side', 'alone', 'difference'] as const
export type ViewMode = (typeof MODES)[number]

/** How two pictures are shown, which is a part of the address. */
export function useViewMode(usual: ViewMode): readonly [mode: ViewMode, set: (mode: ViewMode) => void] {
  const { values, set } = useQueryState()
  const mode = MODES.find((each) => each === values['view']) ?? usual
  return [mode, (next) => set({ view: next === usual ? '' : next })]
}

interface ViewModesProps {
  readonly mode: ViewMode
  readonly choose: (mode: ViewMode) => void
  /** Whether the difference is shown larger than it is. */
  readonly isAmplified: Signal<boolean>
}

export function ViewModes({ mode, choose, isAmplified }: ViewModesProps) {
  return (
    <div class="actions">
      <span class="actions" role="group" aria-label={t('compare.view')}>
        {MODES.map((each) => (
          <button key={each} type="button" aria-pressed={each === mode} onClick={() => choose(each)}>
            {t(`compare.${each}`)}
          </button>
        ))}
      </span>
      {mode === 'difference' && (
        <button
          type="button"
          aria-pressed={isAmplified.value}
          onClick={() => (isAmplified.value = !isAmplified.value)}
        >
          {t('compare.amplify')}
        </button>
      )}
    </div>
  )
}
