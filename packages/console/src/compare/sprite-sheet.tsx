import { useSignal } from '@preact/signals'
import { formatClock } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { SpriteLayout } from './snapshot-params.ts'
import { spriteCells } from './sprite-cells.ts'

interface SpriteSheetProps {
  readonly source: string
  readonly name: string
  readonly layout: SpriteLayout
  /** When the picture of a cell was taken, s. */
  readonly timeAt: (cell: number) => number | undefined
  readonly go: (seconds: number) => void
}

/** A sheet of pictures, each with its time. */
export function SpriteSheet({ source, name, layout, timeAt, go }: SpriteSheetProps) {
  const size = useSignal<{ width: number; height: number } | undefined>(undefined)
  return (
    <figure class="sheet">
      <div class="sheet-cells">
        <img
          src={source}
          alt={name}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            (size.value = { width, height })
          }
        />
        {size.value &&
          spriteCells(layout, size.value).map(({ left, top, width, height }, cell) => {
            const at = timeAt(cell)
            if (at === undefined) return null
            const place = { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }
            const time = formatClock(at, 1)
            return (
              <button
                key={cell}
                type="button"
                style={place}
                aria-label={t('compare.goTo', { time })}
                onClick={() => go(at)}
              >
                <span class="clock">{time}</span>
              </button>
            )
          })}
      </div>
      <figcaption class="faint">{name}</figcaption>
    </figure>
  )
}
