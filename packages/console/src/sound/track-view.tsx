import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { t } from '../i18n/language.ts'
import { Spectrogram } from './spectrogram.tsx'
import type { TimeWindow } from './time-window.ts'
import type { Track, TrackPlayer } from './track-player.ts'
import type { WatchedView } from './views.ts'
import { Waveform } from './waveform.tsx'

interface TrackViewProps {
  readonly player: TrackPlayer
  readonly track: Track
  readonly name: string
  readonly watched: WatchedView
  readonly window: TimeWindow
  readonly shows: 'waveform' | 'spectrogram'
  /** A factor by which it is played, and drawn. */
  readonly level: number
}

/** A shorter move of the pointer is a click, px. */
const LEAST_DRAG = 5

/** A recording as a picture: a click goes there, and a drag plays that part over and over. */
export function TrackView({
  player,
  track,
  name,
  watched: { view, problem },
  window,
  shows,
  level,
}: TrackViewProps) {
  const isHeard = player.heard.value === track
  return (
    <div class={isHeard ? 'track heard' : 'track'}>
      <button type="button" aria-pressed={isHeard} onClick={() => player.listenTo(track)}>
        {name}
      </button>
      <TimeArea player={player} window={window}>
        {problem !== undefined && <p class="faint">{problem}</p>}
        {view && shows === 'waveform' && <Waveform view={view} window={window} level={level} />}
        {view && shows === 'spectrogram' && <Spectrogram view={view} window={window} />}
        {view && view.state !== 'ready' && (
          <progress value={view.percent} max={100} aria-label={t('sound.preparing')} />
        )}
      </TimeArea>
    </div>
  )
}

interface TimeAreaProps {
  readonly player: TrackPlayer
  readonly window: TimeWindow
  readonly children: ComponentChildren
}

function TimeArea({ player, window: { from, to }, children }: TimeAreaProps) {
  const area = useRef<HTMLDivElement>(null)
  const start = useSignal<{ readonly x: number; readonly at: number } | undefined>(undefined)
  const placeOf = ({ clientX }: PointerEvent): number => {
    const { left = 0, width = 1 } = area.current?.getBoundingClientRect() ?? {}
    return from + ((clientX - left) / width) * (to - from)
  }
  const onPointerUp = (event: PointerEvent): void => {
    const begun = start.value
    start.value = undefined
    if (!begun) return
    const at = placeOf(event)
    const isDrag = Math.abs(event.clientX - begun.x) >= LEAST_DRAG
    if (isDrag) {
      player.playOver(begun.at, at)
      return
    }
    player.loop.value = undefined
    player.seek(at)
  }
  const partOf = (seconds: number): string => `${(100 * (seconds - from)) / (to - from)}%`
  const loop = player.loop.value ?? begunLoop(player)
  return (
    <div
      class="time-area"
      ref={area}
      onPointerDown={(event) => (start.value = { x: event.clientX, at: placeOf(event) })}
      onPointerUp={onPointerUp}
    >
      {children}
      {loop && (
        <span
          class="loop"
          style={{ left: partOf(loop[0]), width: `${(100 * (loop[1] - loop[0])) / (to - from)}%` }}
        />
      )}
      <span class="playhead" style={{ left: partOf(player.position.value) }} />
    </div>
  )
}

/** From where a loop begins to the place that is its end so far. */
function begunLoop({ loopStart, position }: TrackPlayer): readonly [from: number, to: number] | undefined {
  const start = loopStart.value
  if (start === undefined) return undefined
  return [Math.min(start, position.value), Math.max(start, position.value)]
}
