import { t } from '../i18n/language.ts'
import type { TrackPlayer } from './track-player.ts'

/** What a drag over a picture does, in two steps: the part from one place to another is played over and over. */
export function LoopButton({ player }: { player: TrackPlayer }) {
  return (
    <button type="button" onClick={() => player.markLoop()}>
      {player.loop.value
        ? t('sound.loopEnd')
        : player.loopStart.value === undefined
          ? t('sound.loopFrom')
          : t('sound.loopTo')}
    </button>
  )
}
