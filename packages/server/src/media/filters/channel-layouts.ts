/** Muxers of ADTS audio: its header supports only this layout of eight channels. */
const ADTS_MUXERS: ReadonlySet<string> = new Set(['adts', 'mpegts', 'hls'])
const ADTS_EIGHT = '7.1(wide)'

/** Returns FFmpeg's name of the usual layout for a number of channels in the files of a muxer. */
export function usualLayoutOf(channels: number, muxer: string): string {
  return channels === 8 && ADTS_MUXERS.has(muxer) ? ADTS_EIGHT : `${channels}c`
}
