import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver } from '../callback-receiver.ts'
import { furnish, FURNISHED_SETTINGS, type Screen } from './furnish.ts'

export interface FurnishedService extends AsyncDisposable {
  readonly service: RunningService
  readonly screens: readonly Screen[]
}

/** Starts a service with something of each kind to show, and the receivers that its callbacks go to. */
export async function openFurnished(): Promise<FurnishedService> {
  await using opening = new AsyncDisposableStack()
  const working = opening.use(await startReceiver())
  const failing = opening.use(await startReceiver(() => 500))
  const service = opening.use(await startService({ settings: FURNISHED_SETTINGS }))
  const screens = await furnish(service, {
    working: `${working.url}/callback`,
    failing: `${failing.url}/callback`,
  })
  const all = opening.move()
  return { service, screens, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
