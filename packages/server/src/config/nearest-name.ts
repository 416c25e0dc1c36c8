const PREFIX = 'LEMNIS_'
/** Of the letters of a name so many may differ in a slip; more is another word. */
const SLIPS = 0.34

/** The known name that `name` was most likely meant to be; `undefined` when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const meant = bare(name)
  let nearest: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(meant, bare(candidate))
    if (distance <= (nearest?.distance ?? Infinity) - 1) nearest = { name: candidate, distance }
  }
  return nearest && nearest.distance <= Math.ceil(meant.length * SLIPS) ? nearest.name : undefined
}

/** What all names begin with says nothing, and a name may lack it. */
const bare = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name)

/** Levenshtein's: how many letters have to be put in, left out or replaced. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [row, letter] of Array.from(one).entries()) {
    const current = [row + 1]
    for (const [at, wanted] of Array.from(other).entries()) {
      const replaced = (above[at] ?? 0) + (letter === wanted ? 0 : 1)
      current.push(Math.min(replaced, (above[at + 1] ?? 0) + 1, (current[at] ?? 0) + 1))
    }
    above = current
  }
  return above.at(-1) ?? 0
}
