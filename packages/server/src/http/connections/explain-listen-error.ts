const OTHER_PORT = 'Name another port with LEMNIS_PORT (for the probes of a worker, LEMNIS_WORKER_PORT)'
const OTHER_ADDRESS = 'Correct LEMNIS_HOST: 127.0.0.1 is this machine alone, 0.0.0.0 all its addresses.'

const BY_CODE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', `another program listens there (EADDRINUSE). ${OTHER_PORT}, or stop that program.`],
  [
    'EACCES',
    `this user may not listen on a port below 1024 (EACCES). ${OTHER_PORT}, or give the service CAP_NET_BIND_SERVICE.`,
  ],
  ['EADDRNOTAVAIL', `this machine has no such address (EADDRNOTAVAIL). ${OTHER_ADDRESS}`],
  ['ENOTFOUND', `the name stands for no address (ENOTFOUND). ${OTHER_ADDRESS}`],
  ['EAI_AGAIN', `the DNS server does not answer (EAI_AGAIN). ${OTHER_ADDRESS}`],
])

/** Why a port could not be listened on, and what to do. */
export function explainListenError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return BY_CODE.get(code) ?? `${error.message}.`
}
