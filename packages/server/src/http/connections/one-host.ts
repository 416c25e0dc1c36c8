import type { IncomingMessage } from 'node:http'

/** The characters of a host and port (RFC 3986, 3.2.2); it may be empty. */
const HOST = /^[\w.~!$&'()*+,;=:%[\]-]*$/

/**
 * Whether there is at most one Host header, with a valid host. Two of them could mean one host to a proxy in front
 * and another one here (RFC 9112, 3.2). Node checks that HTTP/1.1 has one.
 */
export function hasOneHost({ rawHeaders, headers }: IncomingMessage): boolean {
  let seen = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') seen += 1
  }
  return seen <= 1 && HOST.test(headers.host ?? '')
}
