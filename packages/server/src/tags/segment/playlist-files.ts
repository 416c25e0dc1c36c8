import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CONTAINERS } from '../../media/containers.ts'
import type { ProducedFile, OutputLocation } from '../tag.ts'
import type { Piece } from './cut-order.ts'
import { numberedKey, pieceKey, writePlaylist } from './pieces.ts'

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl'

export interface PlaylistLocations {
  /** Of the playlist. */
  readonly output: OutputLocation
  /** Where the pieces are, and the playlist is written. */
  readonly directory: string
}

/** The playlist is the result; it is kept last, so that it never names what is not there. */
export async function playlistFiles(
  pieces: readonly Piece[],
  { output, directory }: PlaylistLocations,
): Promise<ProducedFile[]> {
  const playlist = { ...output, object: numberedKey(output.object, 0, 'm3u8') }
  const keyed = pieces.map((piece, number) => ({ ...piece, key: pieceKey(playlist.object, number) }))
  const playlistPath = path.join(directory, 'playlist.m3u8')
  await writeFile(playlistPath, writePlaylist(keyed))
  return [
    ...keyed.map(({ name, key }) => ({
      path: path.join(directory, name),
      place: { ...output, object: key },
      contentType: CONTAINERS.ts.contentType,
      isPart: true,
    })),
    { path: playlistPath, place: playlist, contentType: PLAYLIST_TYPE },
  ]
}
