/** Connects to the port given as many times as each message asks, sends its bytes, and then neither reads nor closes. */
import { connect, type Socket } from 'node:net'
import { z } from 'zod'

const waveSchema = z.object({ count: z.number(), bytes: z.string() })
/** Held, so that none is collected and closed. */
const held: Socket[] = []
const port = Number(process.argv[2])

process.on('message', (message) => {
  const { count, bytes } = waveSchema.parse(message)
  let settled = 0
  for (let at = 0; at < count; at += 1) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.1', allowHalfOpen: true })
    const settle = (): void => {
      settled += 1
      if (settled === count) process.send?.('connected')
    }
    socket.once('connect', () => {
      socket.off('close', settle)
      // Without it Node reads ahead of the code that would read.
      socket.pause()
      if (bytes !== '') socket.write(bytes)
      settle()
    })
    socket.on('error', () => undefined).once('close', settle)
    held.push(socket)
  }
})
