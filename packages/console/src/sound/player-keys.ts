import type { TrackPlayer } from './track-player.ts'

/** Arrows move by so much, s. */
const STEP_S = 5

/** Whether the key was one of the player's, and not meant for a field of the page. */
export function handleKey(player: TrackPlayer, event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (ctrlKey || metaKey || altKey) return false
  if (target instanceof HTMLElement && target.closest('input, textarea, select, button, a, summary, dialog'))
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
    case 'c':
      player.listenTo('removed')
      return true
    case 'l':
      player.loop.value = undefined
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
