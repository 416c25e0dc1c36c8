import { getPriority, setPriority } from 'node:os'
import { z } from 'zod'
import { systemClock } from '../../base/clock.ts'
import { makeDifference } from './make-difference.ts'
import { makeView } from './make-view.ts'
import type { ViewMeasures } from './view-layout.ts'

/** Lower priority than the children of jobs: what is only looked at must not delay what was ordered. */
const NICENESS = 15

const common = { directory: z.string().min(1), maxDurationS: z.number().positive() }

export const ViewChildOrder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('view'), inputPath: z.string().min(1), ...common }),
  z.strictObject({
    kind: z.literal('difference'),
    beforePath: z.string().min(1),
    afterPath: z.string().min(1),
    ...common,
  }),
])

/**
 * Makes the files of a view, or of a difference with its view.
 * @throws {MediaRefusal} when an input has no sound, can't be decoded, or is too long.
 */
export function run(input: unknown, report: (percent: number) => void): Promise<ViewMeasures> {
  const order = ViewChildOrder.parse(input)
  setPriority(Math.max(getPriority(), NICENESS))
  const tools = { clock: systemClock, report }
  return order.kind === 'view' ? makeView(order, tools) : makeDifference(order, tools)
}
