import { createServer, type IncomingMessage } from 'node:http'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { listenOnLoopback, type Listening } from '../loopback.ts'
import { REGION, type Stage } from '../stage.ts'

/** An export of a module that a browser runs. */
export interface Demo {
  readonly file: string
  readonly name: string
}

interface Served {
  readonly bucket: string
  /** The SDK as it is built. */
  readonly dist: string
  /** The modules, by their paths. */
  readonly sources: ReadonlyMap<string, string>
}

/** At its root is the page that runs them. */
export interface DemoServer extends Listening {
  /** Has the page run one, and gives what it threw. */
  run(demo: Demo): Promise<string | undefined>
}

const LONGEST_MS = 60_000
const PAGES = fileURLToPath(new URL('./', import.meta.url))
const Done = z.object({ name: z.string(), thrown: z.string().exactOptional() })

/** Serves the page that runs demos in a browser; it asks which is next, and tells what became of it. */
export async function serveDemos(stage: Stage, served: Served): Promise<DemoServer> {
  let next = Promise.withResolvers<Demo>()
  let done = Promise.withResolvers<string | undefined>()
  const { secretId, secretKey } = stage.service
  const settings = {
    config: { Bucket: served.bucket, Region: REGION },
    client: { SecretId: secretId, SecretKey: secretKey },
  }
  const answer = async (request: IncomingMessage): Promise<string | Buffer> => {
    const { url = '' } = request
    const source = served.sources.get(url)
    if (source !== undefined) return source
    if (url === '/settings') return JSON.stringify(settings)
    if (url === '/next') {
      const demo = await next.promise
      next = Promise.withResolvers()
      return JSON.stringify(demo)
    }
    if (url === '/done') {
      done.resolve(Done.parse(JSON.parse(await text(request))).thrown)
      return ''
    }
    const directory = url.startsWith('/dist/') ? served.dist : PAGES
    return readFile(path.join(directory, url === '/' ? 'page.html' : path.basename(url)))
  }
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader('content-type', typeOf(request.url)).end(body),
      (error: unknown) => response.writeHead(404).end(String(error)),
    )
  })
  const listening = await listenOnLoopback(server)
  return {
    ...listening,
    run: (demo) => {
      done = Promise.withResolvers()
      next.resolve(demo)
      const tooLong = `it took longer than ${LONGEST_MS / 1_000} s`
      return Promise.race([done.promise, setTimeout(LONGEST_MS, tooLong, { ref: false })])
    },
  }
}

function typeOf(url = '/'): string {
  return path.extname(url) === '.js' ? 'text/javascript' : url === '/' ? 'text/html' : 'application/json'
}
