const MIB = 1024 ** 2
/** Small enough that little is sent again, large enough that a part costs little beside its bytes. */
export const PART_BYTES = 8 * MIB
/** The protocol allows no more. */
const MOST_PARTS = 10_000

/** A part of a file: its number from 1 on, and where it is. */
export interface Part {
  readonly number: number
  readonly from: number
  readonly to: number
}

/** A part that the service has. */
export interface StoredPart {
  readonly number: number
  readonly bytes: number
  readonly etag: string
}

/** The parts that a file is sent in, which depend on its size alone: so they are the same after a reload. */
export function planParts(size: number): readonly Part[] {
  const least = Math.ceil(size / MOST_PARTS / MIB) * MIB
  const bytes = Math.max(PART_BYTES, least)
  return Array.from({ length: Math.max(1, Math.ceil(size / bytes)) }, (_, index) => ({
    number: index + 1,
    from: index * bytes,
    to: Math.min(size, (index + 1) * bytes),
  }))
}

/** The stored parts that are as long as those of the plan, with these. Others were sent of another file. */
export function comparableParts(
  plan: readonly Part[],
  stored: readonly StoredPart[],
): readonly { readonly part: Part; readonly etag: string }[] {
  return stored.flatMap(({ number, bytes, etag }) => {
    const part = plan[number - 1]
    return part && part.to - part.from === bytes ? [{ part, etag }] : []
  })
}
