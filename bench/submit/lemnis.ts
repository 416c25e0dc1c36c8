import { once } from 'node:events'
import { connect } from 'node:net'
import COS from 'cos-nodejs-sdk-v5'
import { startSubject, type Subject } from './subject.ts'

const BUCKET = 'bench-1250000000'
const REGION = 'local'
const HOST = `${BUCKET}.ci.${REGION}.localhost`
const SECRET_ID = 'AKIDbench'
const SECRET_KEY = 'benchmark-only'

export const SUBMIT_BODY =
  '<Request><Tag>NoiseReduction</Tag><Input><Object>in/talk.mp3</Object></Input><Operation>' +
  '<NoiseReduction><Format>wav</Format><SampleRate>16000</SampleRate></NoiseReduction>' +
  `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/talk.wav</Object></Output>` +
  '<UserData>opaque</UserData><JobLevel>0</JobLevel></Operation></Request>'

/** Starts the service on an empty data directory, with a queue that is paused and has room for the whole run. */
export async function startLemnis(dataDir: string): Promise<Subject> {
  const subject = await startSubject({
    name: 'lemnis',
    script: new URL('../../packages/server/bin/lemnis.js', import.meta.url),
    args: ['serve'],
    env: {
      LEMNIS_DATA_DIR: dataDir,
      LEMNIS_PORT: '0',
      LEMNIS_HOST: '127.0.0.1',
      LEMNIS_LOG_LEVEL: 'error',
      LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
      LEMNIS_SECRET_ID: SECRET_ID,
      LEMNIS_SECRET_KEY: SECRET_KEY,
    },
  })
  const queues = await call(subject.port, { method: 'GET', path: '/queue', body: '' })
  const queueId = /<QueueId>(\w+)<\/QueueId>/.exec(queues)?.[1]
  if (queueId === undefined) throw new Error(`no queue in:\n${queues}`)
  const body =
    '<Request><Name>bench</Name><State>Paused</State><NotifyConfig><State>Off</State></NotifyConfig>' +
    '<MaxSize>1000000000</MaxSize></Request>'
  await call(subject.port, { method: 'PUT', path: `/queue/${queueId}`, body })
  return subject
}

interface SignedCall {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly body: string
}

/** The request signed anew in each second, as a client that is busy does. */
export function signedEachSecond(wanted: SignedCall): () => Buffer {
  let signedAt = Number.NaN
  let request: Buffer = Buffer.alloc(0)
  return () => {
    const second = Math.floor(Date.now() / 1_000)
    if (second !== signedAt) {
      signedAt = second
      request = signedRequest(wanted)
    }
    return request
  }
}

/** The whole request as it goes over the wire. */
function signedRequest({ method, path, body }: SignedCall): Buffer {
  const authorization = COS.getAuthorization({
    SecretId: SECRET_ID,
    SecretKey: SECRET_KEY,
    Method: method,
    Pathname: path,
    Headers: { Host: HOST },
    Expires: 3600,
  })
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${HOST}`,
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Authorization: ${authorization}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

async function call(port: number, wanted: SignedCall): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.setEncoding('utf8')
  socket.end(signedRequest(wanted))
  let answer = ''
  socket.on('data', (chunk: string) => (answer += chunk))
  await once(socket, 'close')
  if (!answer.startsWith('HTTP/1.1 200'))
    throw new Error(`${wanted.method} ${wanted.path} was answered:\n${answer}`)
  return answer
}
