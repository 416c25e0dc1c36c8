import { createServer } from 'node:http'

export interface FlakyReceiver {
  readonly url: string
  /** Ids of the jobs whose callback was answered with 200. */
  readonly delivered: ReadonlySet<string>
  /** Every `webhook-id` seen for a job: there must never be two. */
  readonly webhookIds: ReadonlyMap<string, ReadonlySet<string>>
  readonly requests: number
  readonly refused: number
  /** How often the callback of a job was refused. */
  readonly refusals: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** Answers each 7th callback (or whichever is named; `Infinity`: none) with 500, or resets the connection, in turn. */
export async function startFlakyReceiver(refusedEach = 7): Promise<FlakyReceiver> {
  const delivered = new Set<string>()
  const webhookIds = new Map<string, Set<string>>()
  const refusals = new Map<string, number>()
  let requests = 0
  let refused = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const job = /<JobId>([^<]+)<\/JobId>/.exec(Buffer.concat(chunks).toString('utf8'))?.[1]
      if (job === undefined) {
        response.statusCode = 400
        response.end()
        return
      }
      webhookIds.set(job, (webhookIds.get(job) ?? new Set()).add(String(request.headers['webhook-id'])))
      requests += 1
      if (requests % refusedEach !== 0) {
        delivered.add(job)
        response.end()
        return
      }
      refused += 1
      refusals.set(job, (refusals.get(job) ?? 0) + 1)
      if (requests % (2 * refusedEach) === 0) request.socket.resetAndDestroy()
      else {
        response.statusCode = 500
        response.end()
      }
    })
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    delivered,
    webhookIds,
    refusals,
    get requests() {
      return requests
    },
    get refused() {
      return refused
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
