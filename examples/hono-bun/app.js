import { createFetchHandler } from '@lemnis/receiver'
import { Hono } from 'hono'

export function createApp({ secrets, onCallback }) {
  const handler = createFetchHandler({ secrets, onCallback })
  const app = new Hono()
  app.post('/callback', (context) => handler(context.req.raw))
  return app
}

if (import.meta.main) {
  const app = createApp({
    secrets: process.env.LEMNIS_WEBHOOK_SECRET,
    onCallback: (callback, { id }) => console.log(id, callback.EventName),
  })
  Bun.serve({ port: process.env.PORT ?? 3000, fetch: app.fetch })
}
