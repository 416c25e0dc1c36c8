import express from 'express'
import { createDuplicateFilter, createNodeHandler } from '@lemnis/receiver'

/** An application that keeps what became of each job. `save` may fail: then the callback is sent again. */
export function createApp({ secrets, save }) {
  const app = express()
  // Before express.json(): the signature covers the raw bytes.
  app.post(
    '/callback',
    createNodeHandler({
      secrets,
      duplicates: createDuplicateFilter(),
      async onCallback(callback) {
        if (callback.EventName !== 'TaskFinish') return
        for (const job of callback.JobsDetail)
          await save({ id: job.JobId, state: job.State, output: job.Operation?.Output?.Object })
      },
    }),
  )
  app.use(express.json())
  return app
}
