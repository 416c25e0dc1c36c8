import { checkCallbackUrl } from '../../callbacks/address-guard.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { RouteContext } from '../route-context.ts'

/** Throws InvalidArgument for an address that callbacks may not go to; `path` is how the message calls its element. */
export function assertCallbackAddress(
  { callbackAddresses }: RouteContext,
  { path, url }: { readonly path: string; readonly url: string | undefined },
): void {
  if (url === undefined || url === '' || url === 'no') return
  const reason = checkCallbackUrl(url, callbackAddresses)
  if (reason !== undefined) throw new ProtocolError('InvalidArgument', `${path} can't be called: ${reason}.`)
}
