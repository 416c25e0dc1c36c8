const PREFIX = 'LEMNIS_'
/** The part of the letters that a misspelt name may differ in. */
const MAX_DIFFERENCE = 0.34
/** Fewer letters begin too many names. */
const SHORTEST_BEGINNING = 2

/** Returns the known name that `name` is most likely meant to be; `undefined` when none is similar. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const meant = withoutPrefix(name)
  // A shortened name can differ in most of the letters.
  const longer = known.filter((candidate) => withoutPrefix(candidate).startsWith(meant))
  if (meant.length >= SHORTEST_BEGINNING && longer.length > 0) return nearestOf(meant, longer)?.name
  const nearest = nearestOf(meant, known)
  return nearest && nearest.distance <= Math.ceil(meant.length * MAX_DIFFERENCE) ? nearest.name : undefined
}

interface Near {
  readonly name: string
  readonly distance: number
}

function nearestOf(meant: string, known: readonly string[]): Near | undefined {
  let nearest: Near | undefined
  for (const candidate of known) {
    const distance = editDistance(meant, withoutPrefix(candidate))
    if (distance <= (nearest?.distance ?? Infinity) - 1) nearest = { name: candidate, distance }
  }
  return nearest
}

/** Without the common prefix, which a name may lack. */
const withoutPrefix = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name)

/** Levenshtein's distance: how many letters have to be inserted, deleted or replaced. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [row, letter] of Array.from(one).entries()) {
    const current = [row + 1]
    for (const [at, target] of Array.from(other).entries()) {
      const replaced = (above[at] ?? 0) + (letter === target ? 0 : 1)
      current.push(Math.min(replaced, (above[at + 1] ?? 0) + 1, (current[at] ?? 0) + 1))
    }
    above = current
  }
  return above.at(-1) ?? 0
}
