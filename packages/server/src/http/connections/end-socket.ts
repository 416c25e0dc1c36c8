import type { Duplex } from 'node:stream'

/** A peer that neither reads nor closes occupies a socket no longer than this, ms. */
const LINGER_MS = 1_000

/**
 * Sends `bytes` as the last of a connection. The socket is destroyed when the peer closes, at the latest after a
 * second. A socket that was only ended waits for the peer's end without limit, and counts until then.
 */
export function endSocket(socket: Duplex, bytes: string): void {
  // Ended before: each chunk from a peer that keeps sending would raise another error.
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
  // If it were closed with unread bytes, the connection would be reset, and the peer could lose the response.
  socket.resume()
}
