import path from 'node:path'
import type { Stream } from 'node-av/lib'
import { convert } from '../../media/convert/convert.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import { requireCopyable } from '../../media/convert/remux.ts'
import { scanFile } from '../../media/timeline/scan.ts'
import { tooManyPieces, type CutWork, type Piece } from './cut-order.ts'

/**
 * FLAC numbers its frames, and its header has the length and the hash of the whole: pieces of copied packets would all
 * claim to be the whole. It loses nothing when it is encoded anew, so that is what is done, exact to the sample.
 */
export async function cutFlac(
  [stream]: readonly Stream[],
  { order, report }: CutWork,
): Promise<readonly Piece[]> {
  if (!stream) throw new Error('no stream to cut')
  requireCopyable('flac', stream)
  const { inputPath, directory, startS, pieceS, maxPieces } = order
  // By its packets: the header may claim anything.
  const { spans } = await scanFile(inputPath, [stream.index], () => report(0))
  const endS = Math.min(order.endS ?? Infinity, spans.get(stream.index)?.endS ?? 0)
  const beginS = startS ?? 0
  if (endS <= beginS)
    throw new MediaRefusal('InvalidArgument', 'The input ends before the time that the output begins at.')
  const count = pieceS === null ? 1 : Math.ceil((endS - beginS) / pieceS)
  if (count > maxPieces) throw tooManyPieces(maxPieces)
  const pieces: Piece[] = []
  for (let number = 0; number < count; number++) {
    const name = `piece-${number}.flac`
    const fromS = beginS + number * (pieceS ?? 0)
    const lengthS = Math.min(pieceS ?? Infinity, endS - fromS)
    await convert(
      {
        inputPath,
        outputPath: path.join(directory, name),
        muxer: 'flac',
        startS: fromS,
        durationS: lengthS,
        audio: { kind: 'encode', encoder: 'flac', options: {}, filters: '' },
        audioStream: stream.index,
        dropsMetadata: false,
        threads: 1,
        // Nothing is kept in memory: cutting has no limit of length.
        maxDurationS: Infinity,
      },
      (percent) => report((number * 100 + percent) / count),
    )
    pieces.push({ name, durationS: lengthS })
  }
  return pieces
}
