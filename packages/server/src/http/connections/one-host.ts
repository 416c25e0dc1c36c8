import type { IncomingMessage } from 'node:http'

/** What the host of an address and its port are written with (RFC 3986, 3.2.2); it may be empty. */
const HOST = /^[\w.~!$&'()*+,;=:%[\]-]*$/

/**
 * Whether the Host header stands there at most once and can be a host. One that comes twice means one place to a proxy
 * in front and another here (RFC 9112, 3.2). That HTTP/1.1 needs one is Node's to say.
 */
export function hasOneHost({ rawHeaders, headers }: IncomingMessage): boolean {
  let seen = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') seen += 1
  }
  return seen <= 1 && HOST.test(headers.host ?? '')
}
