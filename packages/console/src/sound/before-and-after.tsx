import { useEffect, useState } from 'preact/hooks'
import { objectPath } from '../api/client.ts'
import { formatClock } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import { Card } from '../ui/page.tsx'
import { PairPlayer, type Track } from './pair-player.ts'

interface Place {
  readonly bucket: string
  readonly key: string
}

/** Space plays, A and B choose the track, arrows move by five seconds. */
const STEP_S = 5

export function BeforeAndAfter({ before, after }: { before: Place; after: Place }) {
  const urls = { before: objectPath(before.bucket, before.key), after: objectPath(after.bucket, after.key) }
  const [player, setPlayer] = useState<PairPlayer>()
  useEffect(() => {
    const opened = new PairPlayer(urls)
    setPlayer(opened)
    return () => opened.close()
  }, [urls.before, urls.after])
  return (
    <Card title={t('sound.title')}>
      {player && <Player player={player} />}
      <p class="faint">{t('sound.keys')}</p>
    </Card>
  )
}

function Player({ player }: { player: PairPlayer }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (handleKey(player, event)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [player])
  const duration = player.duration.value
  return (
    <div class="player">
      <button type="button" class="primary" onClick={() => player.toggle()}>
        {player.isPlaying.value ? t('sound.pause') : t('sound.play')}
      </button>
      <div class="switch" role="group" aria-label={t('sound.track')}>
        <TrackButton player={player} track="before" />
        <TrackButton player={player} track="after" />
      </div>
      <input
        type="range"
        class="seek"
        min={0}
        max={duration || 1}
        step={0.01}
        value={player.position.value}
        aria-label={t('sound.position')}
        aria-valuetext={formatClock(player.position.value)}
        onInput={(event) => player.seek(Number(event.currentTarget.value))}
      />
      <span class="clock">
        {formatClock(player.position.value, 1)} / {formatClock(duration, 1)}
      </span>
    </div>
  )
}

function TrackButton({ player, track }: { player: PairPlayer; track: Track }) {
  return (
    <button type="button" aria-pressed={player.heard.value === track} onClick={() => player.listenTo(track)}>
      {track === 'before' ? t('sound.before') : t('sound.after')}
    </button>
  )
}

/** Whether the key was one of the player's, and not meant for a field of the page. */
function handleKey(player: PairPlayer, { key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false
  if (target instanceof HTMLElement && target.closest('input, textarea, select, button, a, summary'))
    return false
  switch (key) {
    case ' ':
      player.toggle()
      return true
    case 'a':
      player.listenTo('before')
      return true
    case 'b':
      player.listenTo('after')
      return true
    case 'ArrowLeft':
      player.seek(player.position.value - STEP_S)
      return true
    case 'ArrowRight':
      player.seek(player.position.value + STEP_S)
      return true
    default:
      return false
  }
}
