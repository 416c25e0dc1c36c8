/** Where a header says how long a file is. */
interface Claim {
  readonly offset: number
  readonly type: 'u32be' | 'u32le' | 'f64be'
}

type FindClaims = (file: Buffer) => readonly Claim[]

/** What comes behind the first bytes of a kind, counted from its name. */
function behind(name: string, by: number, type: Claim['type']): FindClaims {
  return (file) => {
    const found: Claim[] = []
    for (let at = file.indexOf(name, 0, 'latin1'); at >= 0; at = file.indexOf(name, at + 1, 'latin1'))
      if (at + by + 8 <= file.length) found.push({ offset: at + by, type })
    return found
  }
}

const ISO: FindClaims = (file) => [...behind('mvhd', 20, 'u32be')(file), ...behind('mdhd', 20, 'u32be')(file)]
const EBML: FindClaims = behind('\x44\x89\x88', 3, 'f64be')

const CLAIMS: Readonly<Record<string, FindClaims>> = {
  mp3: (file) => [...behind('Xing', 8, 'u32be')(file), ...behind('Info', 8, 'u32be')(file)].slice(0, 1),
  // The lower 32 of 36 bits.
  flac: () => [{ offset: 22, type: 'u32be' }],
  mp4: ISO,
  m4a: ISO,
  mov: ISO,
  '3gp': ISO,
  webm: EBML,
  mkv: EBML,
  wav: (file) => behind('data', 4, 'u32le')(file).slice(0, 1),
  aiff: (file) => behind('COMM', 10, 'u32be')(file).slice(0, 1),
  avi: behind('strh', 36, 'u32le'),
  flv: (file) => behind('duration', 9, 'f64be')(file).slice(0, 1),
}

export function canLie(container: string): boolean {
  return Object.hasOwn(CLAIMS, container)
}

/** Returns the file with a header that claims `factor` times the length: in one of the places, or in all. */
export function withLie(
  file: Buffer,
  container: string,
  lie: { readonly factor: number; readonly where: number },
): Buffer {
  const claims = CLAIMS[container]?.(file) ?? []
  if (claims.length === 0) throw new Error(`no claim of a length was found in a file of ${container}`)
  const one = lie.where === 0 ? undefined : claims[lie.where % claims.length]
  const lying = Buffer.from(file)
  for (const { offset, type } of one ? [one] : claims) {
    if (type === 'f64be') lying.writeDoubleBE(lying.readDoubleBE(offset) * lie.factor, offset)
    else if (type === 'u32be') lying.writeUInt32BE(scaled(lying.readUInt32BE(offset), lie.factor), offset)
    else lying.writeUInt32LE(scaled(lying.readUInt32LE(offset), lie.factor), offset)
  }
  return lying
}

function scaled(value: number, factor: number): number {
  return Math.min(Math.round(value * factor), 0xff_ff_ff_fe)
}
