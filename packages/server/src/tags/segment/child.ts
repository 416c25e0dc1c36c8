import { CutOrder, type CutOutput } from './cut-order.ts'
import { cutIntoPieces } from './cut.ts'

/**
 * Copies the streams of a file into pieces.
 * @throws {MediaRefusal} when the container can't hold them, or there is nothing to copy.
 */
export function run(input: unknown, report: (percent: number) => void): Promise<CutOutput> {
  return cutIntoPieces(CutOrder.parse(input), report)
}
