import { isForPage } from '../ui/page-keys.ts'
import type { TrackPlayer } from './track-player.ts'

/** Arrows move by so much, and with Shift by the smaller step, s. */
const STEP_S = 5
const SMALL_STEP_S = 0.1

/** Whether the key was one of the player's, and not meant for a field of the page. */
export function handleKey(player: TrackPlayer, event: KeyboardEvent): boolean {
  if (!isForPage(event)) return false
  const step = event.shiftKey ? SMALL_STEP_S : STEP_S
  switch (event.key) {
    case ' ':
      player.toggle()
      return true
    case 'a':
      player.listenTo('before')
      return true
    case 'b':
      player.listenTo('after')
      return true
    case 'c':
      player.listenTo('removed')
      return true
    case 'l':
      player.markLoop()
      return true
    case 'ArrowLeft':
      player.seek(player.position.value - step)
      return true
    case 'ArrowRight':
      player.seek(player.position.value + step)
      return true
    default:
      return false
  }
}
