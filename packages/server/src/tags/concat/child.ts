import path from 'node:path'
import { z } from 'zod'
import { joinByCopy } from '../../media/join/join-copy.ts'
import { CopyOrder, JoinOrder } from '../../media/join/join-order.ts'
import { join } from '../../media/join/join.ts'
import { probeFile } from '../../media/probe.ts'
import type { CutOutput } from '../segment/cut-order.ts'
import { cutIntoPieces } from '../segment/cut.ts'

const inputSchema = z.strictObject({
  order: z.union([JoinOrder, CopyOrder]),
  /** Seconds of the pieces that a transport stream is cut into; null: it stays one file. */
  pieceS: z.number().positive().nullable(),
  maxPieces: z.int().positive(),
})

/** Of the work, where the whole is cut into pieces afterwards. */
const JOIN_SHARE = 0.95

/**
 * Joins files into one. Returns what the new file has.
 * @throws {MediaRefusal} when a fragment is at fault.
 */
export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<CutOutput> {
  const { order, pieceS, maxPieces } = inputSchema.parse(input)
  const joinShare = pieceS === null ? 1 : JOIN_SHARE
  const reportJoin = (percent: number): void => report(percent * joinShare)
  if ('container' in order) await joinByCopy(order, reportJoin)
  else await join(order, reportJoin, threads)
  const probe = probeFile(order.outputPath)
  if (pieceS === null) return { probe, pieces: [] }
  const { pieces } = await cutIntoPieces(
    {
      inputPath: order.outputPath,
      directory: path.dirname(order.outputPath),
      container: 'ts',
      continues: true,
      pieceS,
      startS: null,
      endS: null,
      streamIndex: null,
      maxPieces,
    },
    (percent) => report(JOIN_SHARE * 100 + percent * (1 - JOIN_SHARE)),
  )
  return { probe, pieces }
}
