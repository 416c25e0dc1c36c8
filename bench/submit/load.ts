import { connect } from 'node:net'

export interface Load {
  readonly port: number
  /** Returns a whole HTTP request; asked for each one that is sent. */
  readonly request: () => Buffer
  readonly connections: number
  readonly durationMs: number
}

export interface Measured {
  /** Requests answered with 200 per second. */
  readonly rate: number
  /** From the last byte sent to the last byte of the answer, ms, in rising order. */
  readonly latencies: Float64Array
}

/** Sends without a pause over each connection. Plain sockets, so that the client costs as little as it can. */
export async function measureLoad(load: Load): Promise<Measured> {
  const start = performance.now()
  const end = start + load.durationMs
  const all = await Promise.all(Array.from({ length: load.connections }, () => repeat(load, end)))
  const latencies = Float64Array.from(all.flat()).sort()
  return { rate: (latencies.length * 1000) / (performance.now() - start), latencies }
}

async function repeat({ port, request }: Load, end: number): Promise<number[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const latencies: number[] = []
  let sentAt = 0
  const send = (): void => {
    sentAt = performance.now()
    socket.write(request())
  }
  let buffered = ''
  return await new Promise((resolve, reject) => {
    socket.setEncoding('latin1')
    socket.on('error', reject)
    socket.on('connect', send)
    socket.on('close', () => reject(new Error('the server closed the connection')))
    socket.on('data', (chunk: string) => {
      buffered += chunk
      const length = responseLength(buffered)
      if (length === undefined || buffered.length < length) return
      if (!buffered.startsWith('HTTP/1.1 200')) {
        socket.destroy()
        reject(new Error(`the server answered:\n${buffered}`))
        return
      }
      buffered = buffered.slice(length)
      const now = performance.now()
      latencies.push(now - sentAt)
      if (now < end) {
        send()
        return
      }
      resolve(latencies)
      socket.destroy()
    })
  })
}

/** Characters of the first response in `text`, or `undefined` while its head is not complete. */
function responseLength(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = text.slice(0, headEnd)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`a response without Content-Length:\n${head}`)
  return headEnd + 4 + Number(length)
}
