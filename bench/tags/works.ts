import type { Clips } from './clips.ts'
import { copies } from './copies.ts'
import { films } from './films.ts'
import { glances } from './glances.ts'
import { pictures } from './pictures.ts'
import { sounds } from './sounds.ts'
import type { Work } from './work.ts'

/** Everything that is measured; the keys of the objects are the files' names. */
export function listWorks(clips: Clips): readonly Work[] {
  return [...films(clips), ...sounds(clips), ...pictures(clips), ...copies(clips), ...glances(clips)]
}
