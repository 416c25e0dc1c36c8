const ROW = 16
const MAX_BYTES = 64 * 1024

/** Bytes as people compare them: `00000010  3c 52 65 …  <Re…`; of a long body the first 64 KiB. */
export function hexDump(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, MAX_BYTES)
  const rows: string[] = []
  for (let at = 0; at < shown.length; at += ROW) {
    const row = [...shown.subarray(at, at + ROW)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'))
    const halves = [hex.slice(0, 8).join(' '), hex.slice(8).join(' ')].join('  ')
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    rows.push(`${at.toString(16).padStart(8, '0')}  ${halves.padEnd(ROW * 3)}  ${text}`)
  }
  return rows.join('\n')
}

export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
