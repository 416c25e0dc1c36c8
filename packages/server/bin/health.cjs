'use strict'
// Exits with 0 when the service or the worker of this machine is ready, for a container's health check. Plain JavaScript that
// any Node runs.
const PORTS = [process.env.LEMNIS_PORT || '8080', process.env.LEMNIS_WORKER_PORT]
const TIMEOUT_MS = 4_000

/** Whether something at the port says that it is ready. Of `serve` and `worker` one runs here, so one port may be closed. */
async function isReady(port) {
  const schemes = process.env.LEMNIS_TLS_CERT ? ['https', 'http'] : ['http']
  for (const scheme of schemes) {
    const status = await statusOf(scheme, port)
    if (status !== undefined) return status === 200
  }
  return false
}

function statusOf(scheme, port) {
  // The certificate names the host that clients know, which is not this one.
  const options = { host: '127.0.0.1', port, path: '/readyz', timeout: TIMEOUT_MS, rejectUnauthorized: false }
  return new Promise((resolve) => {
    const request = require(`node:${scheme}`).get(options, (response) => resolve(response.statusCode))
    request.on('error', () => resolve(undefined))
    request.on('timeout', () => request.destroy())
  })
}

async function main() {
  const ready = await Promise.all(PORTS.filter(Boolean).map(isReady))
  process.exit(ready.includes(true) ? 0 : 1)
}

main()
