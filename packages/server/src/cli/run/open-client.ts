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
  if (url !== undefined || (alone !== true && (await isThere(context)))) {
    return { client: connect(context, options), [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  context.terminal.progress('starting a temporary service')
  const service = await context.startTemporaryService()
  return {
    client: new ApiClient(new URL(service.url), service.adminToken),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

/** Whether anything answers at this machine's address. */
async function isThere({ environment }: CommandContext): Promise<boolean> {
  try {
    const { url } = readClientSettings(environment)
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    await response.body?.cancel()
    return true
  } catch (error) {
    // It is there, only slow.
    return error instanceof Error && error.name === 'TimeoutError'
  }
}
