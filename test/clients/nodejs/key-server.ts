import { createServer } from 'node:http'
import { z } from 'zod'
import { askAdmin } from '../../admin-client.ts'
import { authorization } from '../../authorization.ts'
import { listenOnLoopback, type Listening } from '../loopback.ts'
import { REGION, type Stage } from '../stage.ts'

/** Where tests may write with a temporary key, and the key that `/uploadSign` signs an upload of. */
const PREFIX = 'nodejs-sdk/test/'
const SIGNED_KEY = '1.txt'
const LASTS_S = 1_800

const Issued = z.object({ secretId: z.string(), secretKey: z.string(), token: z.string() })

/**
 * What an application beside the SDK offers to its own users: `/sts` gives a temporary key, `/uploadSign` a signature
 * for one upload, as the SDK's tests read both.
 */
export function serveKeys(stage: Stage, bucket: string): Promise<Listening> {
  const server = createServer((request, response) => {
    const answer =
      request.url === '/sts'
        ? issue(stage, bucket)
        : Promise.resolve({ signMap: { PutObject: sign(stage, bucket) } })
    answer.then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  return listenOnLoopback(server)
}

async function issue({ service }: Stage, bucket: string): Promise<object> {
  const wanted = { allow: { bucket, prefix: PREFIX }, durationSeconds: LASTS_S }
  const { body } = await askAdmin(service, '/keys/temporary', { body: wanted })
  const { secretId, secretKey, token } = Issued.parse(body)
  const startTime = Math.floor(Date.now() / 1_000)
  return {
    ...{ startTime, expiredTime: startTime + LASTS_S },
    credentials: { tmpSecretId: secretId, tmpSecretKey: secretKey, sessionToken: token },
  }
}

function sign({ service: { secretId, secretKey } }: Stage, bucket: string): string {
  const now = Math.floor(Date.now() / 1_000)
  return authorization({
    ...{ secretId, secretKey, method: 'PUT', path: `/${SIGNED_KEY}`, query: {} },
    headers: { host: `${bucket}.cos.${REGION}.myqcloud.com` },
    keyTime: `${now};${now + LASTS_S}`,
  })
}
