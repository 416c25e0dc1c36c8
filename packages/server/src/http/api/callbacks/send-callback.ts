import { z } from 'zod'
import { sentSchema } from '../../../api-schemas/callbacks.ts'
import { countAttempts } from '../../../callbacks/store.ts'
import { changeRoute } from '../route.ts'
import { requireCallback } from './require-callback.ts'
import { onceUrl, sendOnce } from './send-once.ts'

const sendCallbackRoute = changeRoute({
  method: 'POST',
  path: '/callbacks/{id}/send',
  summary:
    'Sends a callback to another address, once and now: with the same id and bytes, signed and guarded as any other. ' +
    'It is not recorded, and changes nothing of the callback.',
  body: z.strictObject({ url: onceUrl }),
  answer: sentSchema,
  async handle(context, { id, body: { url }, signal }) {
    const callback = await requireCallback(context, id)
    const attempt = (await countAttempts(context.db.reader, callback.id)) + 1
    return sendOnce(context, { callback: { ...callback, url }, attempt }, signal)
  },
})

export const sendRoutes = [sendCallbackRoute]
