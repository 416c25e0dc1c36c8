import { formatClock } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { FilmPair } from './film-pair.ts'

/** One set of controls for two films. */
export function FilmControls({ films }: { films: FilmPair }) {
  const { isPlaying, position, duration, chosen } = films
  return (
    <div class="player">
      <button type="button" class="primary" onClick={() => films.toggle()}>
        {isPlaying.value ? t('sound.pause') : t('sound.play')}
      </button>
      <button type="button" aria-label={t('compare.frameBack')} onClick={() => films.step(-1)}>
        ‹
      </button>
      <button type="button" aria-label={t('compare.frameOn')} onClick={() => films.step(1)}>
        ›
      </button>
      <span class="clock">
        {formatClock(position.value, 2)} / {formatClock(duration.value, 2)}
      </span>
      <input
        type="range"
        class="seek"
        min={0}
        max={duration.value}
        step={0.01}
        value={position.value}
        aria-label={t('sound.position')}
        aria-valuetext={formatClock(position.value)}
        onInput={({ currentTarget }) => films.seek(Number(currentTarget.value))}
      />
      <span class="actions" role="group" aria-label={t('sound.track')}>
        {(['before', 'after'] as const).map((side) => (
          <button
            key={side}
            type="button"
            aria-pressed={chosen.value === side}
            onClick={() => films.choose(side)}
          >
            {t(`compare.${side}`)}
          </button>
        ))}
      </span>
    </div>
  )
}
