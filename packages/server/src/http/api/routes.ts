import { callbackActionRoutes } from './callback-actions.ts'
import { callbackRoutes } from './callbacks.ts'
import { endpointRoutes } from './endpoints.ts'
import { queueSettingRoutes } from './queue-settings.ts'
import { openApiRoute } from './openapi.ts'
import type { ApiRoute } from './route.ts'
import { secretRoutes } from './secrets.ts'
import { statusRoutes } from './status.ts'

/** Every route of the management API. A path that is named whole stands before one with a place for an id. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...statusRoutes,
  ...callbackActionRoutes,
  ...callbackRoutes,
  ...endpointRoutes,
  ...secretRoutes,
  ...queueSettingRoutes,
  openApiRoute(() => API_ROUTES),
]
