const SPACE = 0x20
const EQUALS = 0x3d

/** Each version of the format has at least one of these. */
export const SPARSE_KEYS = [
  'GNU.sparse.map',
  'GNU.sparse.size',
  'GNU.sparse.major',
  'SCHILY.realsize',
] as const
/** Others are not kept: a hostile archive may have any number of them. */
const KEYS: readonly string[] = ['path', 'size', 'GNU.sparse.name', 'GNU.volume.offset', ...SPARSE_KEYS]

export type PaxRecords = ReadonlyMap<string, Buffer>

/**
 * Returns the known records of an extended header: for each its length in decimal digits, a space, the key, an equals sign, the
 * value and a newline. What follows a malformed one is ignored.
 */
export function readPaxRecords(bytes: Buffer): PaxRecords {
  const records = new Map<string, Buffer>()
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at)
    const length = Number(bytes.toString('latin1', at, Math.max(space, at)))
    const equals = bytes.indexOf(EQUALS, space)
    const end = at + length - 1
    if (space === -1 || equals === -1 || !Number.isSafeInteger(length) || end <= equals - 1) break
    const key = bytes.toString('utf8', space + 1, equals)
    if (KEYS.includes(key)) records.set(key, Buffer.from(bytes.subarray(equals + 1, end)))
    at += length
  }
  return records
}
