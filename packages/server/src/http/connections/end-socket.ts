import type { Duplex } from 'node:stream'

/** A peer that neither reads nor closes holds nothing of ours for longer than this, ms. */
const LINGER_MS = 1_000

/**
 * Sends `bytes` as the last of a connection and lets go of it: when the peer closes, and after a second whatever it
 * does. A socket that was only ended waits for the peer's end for good, and counts until then.
 */
export function endSocket(socket: Duplex, bytes: string): void {
  // Ended before: what comes from a peer that goes on sending is one error after the other.
  if (socket.writableEnded) return
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const cut = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => {
    clearTimeout(cut)
  })
  socket.end(bytes)
  // Closed with bytes unread, the connection would be reset, and the peer could lose the answer.
  socket.resume()
}
