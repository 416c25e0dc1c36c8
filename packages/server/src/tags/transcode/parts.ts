/** What the keys of a playlist's parts begin with, by the playlist's own key. */
export function partsName(key: string): string {
  return `${key.replace(/\.(m3u8|mpd)$/i, '')}_`
}
