import { isLoopbackHost } from './address-guard.ts'
import { showAllowRule } from './allow-list.ts'
import type { CallbackSettings } from './config.ts'

/** Returns a line that says where callbacks of a service that listens on `host` may go, and what would change it. */
export function describeDestinations(
  { allow: { only, rules }, redirect }: Pick<CallbackSettings, 'allow' | 'redirect'>,
  host: string,
): string {
  if (redirect) return `all callbacks go to ${redirect.url} (LEMNIS_CALLBACK_TO)`
  const listed = rules.map(showAllowRule).join(', ')
  if (only) return `callbacks may go to ${listed} and nowhere else (LEMNIS_CALLBACK_ALLOW)`
  if (isLoopbackHost(host)) {
    const others = listed === '' ? '' : `, and to ${listed} (LEMNIS_CALLBACK_ALLOW)`
    return `callbacks to loopback addresses are allowed while the service listens on loopback only${others}`
  }
  if (listed !== '') return `callbacks may go to public addresses and to ${listed} (LEMNIS_CALLBACK_ALLOW)`
  return (
    'callbacks may go to public addresses only; LEMNIS_CALLBACK_ALLOW=HOST,… allows loopback and private ones, ' +
    'such as host.docker.internal or 172.16.0.0/12'
  )
}
