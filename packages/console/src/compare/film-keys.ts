import { isForPage } from '../ui/page-keys.ts'
import type { FilmPair } from './film-pair.ts'

/** Arrows move by so much, s. */
const STEP_S = 5

/** Whether the key was one of the two films. */
export function handleFilmKey(films: FilmPair, event: KeyboardEvent): boolean {
  const { key } = event
  if (!isForPage(event)) return false
  switch (key) {
    case ' ':
      films.toggle()
      return true
    case ',':
      films.step(-1)
      return true
    case '.':
      films.step(1)
      return true
    case 'a':
      films.choose('before')
      return true
    case 'b':
      films.choose('after')
      return true
    case 'x':
      films.choose(films.chosen.value === 'after' ? 'before' : 'after')
      return true
    case 'ArrowLeft':
    case 'ArrowRight':
      films.seek(films.position.value + (key === 'ArrowLeft' ? -STEP_S : STEP_S))
      return true
    default:
      return false
  }
}
