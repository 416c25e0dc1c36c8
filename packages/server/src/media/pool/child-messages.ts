import { z } from 'zod'
import { RESOURCES } from '../../base/outages/outage.ts'

/** To the child: run the module's `run` with this input. One at a time. */
export const Order = z.object({ module: z.string(), input: z.unknown(), threads: z.int().positive() })
export type Order = z.infer<typeof Order>

/** From the child. */
export const Report = z.discriminatedUnion('type', [
  /** The module is loaded and its work begins. */
  z.object({ type: z.literal('begun') }),
  z.object({ type: z.literal('progress'), percent: z.number(), rssBytes: z.number() }),
  z.object({ type: z.literal('done'), value: z.unknown(), rssBytes: z.number() }),
  z.object({
    type: z.literal('refused'),
    code: z.enum(['ResourceNotSupported', 'InvalidArgument']),
    message: z.string(),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('unavailable'), resource: z.enum(RESOURCES), message: z.string() }),
])
export type Report = z.infer<typeof Report>
