import { readClientSettings } from '../../config/client-settings.ts'
import { ApiClient, connect } from '../api-client.ts'
import { usageError, type CommandContext } from '../command.ts'

/** How long a service of this machine may take to answer, ms. */
const PROBE_TIMEOUT_MS = 2_000

export interface ClientOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
  /** Starts a service even where one runs. */
  readonly alone?: boolean | undefined
}

export interface OpenClient extends AsyncDisposable {
  readonly client: ApiClient
}

/** A client of the running service, or else of one for this command alone. Throws CommandError. */
export async function openClient(context: CommandContext, options: ClientOptions): Promise<OpenClient> {
  const { url, alone } = options
  if (alone && url !== undefined) throw usageError('Give --url or --alone, not both.')
  if (url !== undefined || (alone !== true && (await isUsable(context, options)))) {
    return { client: connect(context, options), [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  context.terminal.progress('starting a temporary service')
  const service = await context.startTemporaryService()
  return {
    client: new ApiClient(new URL(service.url), service.adminToken),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

/** Whether a service of this machine runs, and there is a token for it. */
async function isUsable(context: CommandContext, { token }: ClientOptions): Promise<boolean> {
  const local = readClientSettings(context.environment)
  if (!(await isThere(local.url))) return false
  if ((token ?? local.token) !== undefined) return true
  context.terminal.notice(
    `A service runs at ${local.url}, but ${local.dataDir} has no admin token for it: a temporary service is used (--alone). ` +
      'To use the running one, let LEMNIS_DATA_DIR name its data directory, or give --token.',
  )
  return false
}

/** Whether anything answers at an address. */
async function isThere(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    await response.body?.cancel()
    return true
  } catch (error) {
    // It is there, only slow.
    return error instanceof Error && error.name === 'TimeoutError'
  }
}
