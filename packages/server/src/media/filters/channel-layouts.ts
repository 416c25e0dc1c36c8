/** What muxes sound as ADTS: its header has no room for any layout of eight channels but this one. */
const ADTS_MUXERS: ReadonlySet<string> = new Set(['adts', 'mpegts', 'hls'])
const ADTS_EIGHT = '7.1(wide)'

/** FFmpeg's name of the usual layout of so many channels in the files of a muxer. */
export function usualLayoutOf(channels: number, muxer: string): string {
  return channels === 8 && ADTS_MUXERS.has(muxer) ? ADTS_EIGHT : `${channels}c`
}
