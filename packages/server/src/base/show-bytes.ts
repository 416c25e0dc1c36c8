const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const

/** `512 MiB`, `1.5 GiB`: three digits at most before the unit changes. */
export function shownBytes(bytes: number): string {
  let size = bytes
  let shown = `${bytes} B`
  for (const unit of UNITS) {
    if (size < 1024) break
    size /= 1024
    shown = `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${unit}`
  }
  return shown
}
