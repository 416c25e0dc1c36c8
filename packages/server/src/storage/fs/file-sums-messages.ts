import { z } from 'zod'

/** To the thread. */
export const SumOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sum'), id: z.int(), path: z.string() }),
  /** It is not needed any more. */
  z.object({ type: z.literal('forget'), id: z.int() }),
])
export type SumOrder = z.infer<typeof SumOrder>

/** From the thread; none for an order that was forgotten. */
export const SumReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('summed'), id: z.int(), bytes: z.int(), crc64: z.string() }),
  /** `code` as the system has it, such as ENOENT. */
  z.object({ type: z.literal('failed'), id: z.int(), code: z.string().exactOptional(), message: z.string() }),
])
export type SumReport = z.infer<typeof SumReport>
