import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { apiPath, objectPath, type Query } from '../api/client.ts'
import { formatClock } from '../i18n/format.ts'
import { t } from '../i18n/language.ts'
import type { ObjectPlace } from '../media/object-head.ts'
import { usePlayer } from '../media/use-player.ts'
import { Card } from '../ui/page.tsx'
import { LoopButton } from './loop-button.tsx'
import { MeasuresTable } from './measures.tsx'
import { handleKey } from './player-keys.ts'
import { moved, zoomed, type TimeWindow } from './time-window.ts'
import { TrackPlayer } from './track-player.ts'
import { TrackView } from './track-view.tsx'
import { useSoundView, type SoundView } from './views.ts'

/** What a view is asked by. More may be known of an object, and a route takes no more than it names. */
const placeOf = ({ bucket, key }: ObjectPlace): ObjectPlace & Query => ({ bucket, key })

interface BeforeAndAfterProps {
  readonly before: ObjectPlace
  readonly after: ObjectPlace
}

const ZOOM = 2

/** An input and its output, heard at one place and seen below each other. */
export function BeforeAndAfter({ before, after }: BeforeAndAfterProps) {
  const open = (): TrackPlayer => {
    const opened = new TrackPlayer()
    opened.add('before', objectPath(before.bucket, before.key))
    opened.add('after', objectPath(after.bucket, after.key))
    return opened
  }
  const player = usePlayer(before, after, { open, handleKey })
  return (
    <Card title={t('sound.title')}>
      {player && <Tracks player={player} before={before} after={after} />}
      <p class="faint">{t('sound.keys')}</p>
    </Card>
  )
}

function Tracks({ player, before, after }: BeforeAndAfterProps & { player: TrackPlayer }) {
  const beforeView = useSoundView('sound-views', placeOf(before))
  const afterView = useSoundView('sound-views', placeOf(after))
  const removedView = useSoundView('sound-differences', {
    bucket: before.bucket,
    before: before.key,
    afterBucket: after.bucket,
    after: after.key,
  })
  const shows = useSignal<'waveform' | 'spectrogram'>('waveform')
  const matches = useSignal(true)
  const duration = player.duration.value || (afterView.view?.measures?.durationS ?? 1)
  const chosen = useSignal<TimeWindow | undefined>(undefined)
  const window = chosen.value ?? { from: 0, to: duration }
  const levels = matches.value ? matchedLevels(beforeView.view, afterView.view) : { before: 1, after: 1 }
  const removed = removedView.view
  useEffect(() => {
    if (removed?.state === 'ready') player.add('removed', apiPath(`sound-views/${removed.id}/sound`))
  }, [player, removed?.id, removed?.state])
  useEffect(() => {
    player.setLevel('before', levels.before)
    player.setLevel('after', levels.after)
  }, [player, levels.before, levels.after])
  useEffect(() => {
    // What is heard stays in sight.
    const at = player.position.value
    const isBehind = at > window.to || at < window.from
    if (chosen.value && isBehind) chosen.value = moved(window, at - window.from, duration)
  })
  const zoom = (factor: number): void => {
    const next = zoomed(window, factor, player.position.value, duration)
    chosen.value = next.to - next.from >= duration ? undefined : next
  }
  const common = { player, window, shows: shows.value }
  return (
    <>
      <div class="player">
        <button type="button" class="primary" onClick={() => player.toggle()}>
          {player.isPlaying.value ? t('sound.pause') : t('sound.play')}
        </button>
        <span class="clock">
          {formatClock(player.position.value, 1)} / {formatClock(duration, 1)}
        </span>
        <button
          type="button"
          aria-pressed={shows.value === 'spectrogram'}
          onClick={() => (shows.value = shows.value === 'waveform' ? 'spectrogram' : 'waveform')}
        >
          {t('sound.spectrogram')}
        </button>
        <button type="button" aria-pressed={matches.value} onClick={() => (matches.value = !matches.value)}>
          {t('sound.match')}
        </button>
        <button type="button" onClick={() => zoom(1 / ZOOM)}>
          {t('sound.closer')}
        </button>
        <button type="button" aria-disabled={!chosen.value} onClick={() => zoom(ZOOM)}>
          {t('sound.wider')}
        </button>
        <LoopButton player={player} />
      </div>
      <input
        type="range"
        class="seek"
        min={0}
        max={duration}
        step={0.01}
        value={player.position.value}
        aria-label={t('sound.position')}
        aria-valuetext={formatClock(player.position.value)}
        onInput={(event) => player.seek(Number(event.currentTarget.value))}
      />
      <div class="tracks" role="group" aria-label={t('sound.track')}>
        <TrackView
          {...common}
          track="before"
          name={t('sound.before')}
          watched={beforeView}
          level={levels.before}
        />
        <TrackView
          {...common}
          track="after"
          name={t('sound.after')}
          watched={afterView}
          level={levels.after}
        />
        <TrackView {...common} track="removed" name={t('sound.removed')} watched={removedView} level={1} />
      </div>
      <MeasuresTable before={beforeView.view?.measures ?? null} after={afterView.view?.measures ?? null} />
    </>
  )
}

/** Factors by which both are as loud as the softer one. */
function matchedLevels(
  before: SoundView | undefined,
  after: SoundView | undefined,
): { readonly before: number; readonly after: number } {
  const [one, other] = [before?.measures?.playedLufs ?? null, after?.measures?.playedLufs ?? null]
  if (one === null || other === null) return { before: 1, after: 1 }
  const factor = (db: number): number => 10 ** (Math.min(0, db) / 20)
  return { before: factor(other - one), after: factor(one - other) }
}
