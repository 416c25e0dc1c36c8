import path from 'node:path'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'

/** What one job may write: each is an object, and all become known in one transaction. */
export const MOST_PIECES = 10_000

/** What the keys of a playlist's pieces begin with: `out/a-` for `out/a.m3u8`. */
export function piecePrefix(playlistKey: string): string {
  const { dir, name } = path.posix.parse(playlistKey)
  return `${dir === '' ? '' : `${dir}/`}${name}-`
}

export function pieceKey(playlistKey: string, number: number): string {
  return `${piecePrefix(playlistKey)}${number}.ts`
}

/** A key of an output with the variables that this tag gives a value. */
export function numberedKey(pattern: string, number: number, extension: string): string {
  return expandVariables(pattern, { Number: String(number), Ext: extension })
}

export interface KeyedPiece {
  readonly key: string
  /** Seconds */
  readonly durationS: number
}

/**
 * A playlist of a whole recording (RFC 8216, version 3). Pieces stand beside it, so it names them without their folder;
 * keys may hold any character, addresses may not.
 */
export function writePlaylist(pieces: readonly KeyedPiece[]): string {
  const longest = Math.max(1, ...pieces.map(({ durationS }) => Math.ceil(durationS)))
  const entries = pieces.flatMap(({ key, durationS }) => [
    `#EXTINF:${durationS.toFixed(6)},`,

    encodeURIComponent(path.posix.basename(key)),
  ])
  const head = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-TARGETDURATION:${longest}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
  ]
  return [...head, ...entries, '#EXT-X-ENDLIST', ''].join('\n')
}
