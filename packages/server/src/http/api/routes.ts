import { batchRoutes } from './batches.ts'
import { callbackActionRoutes } from './callback-actions.ts'
import { callbackRoutes } from './callbacks.ts'
import { doctorRoutes } from './doctor.ts'
import { endpointRoutes } from './endpoints.ts'
import { jobRoutes } from './jobs.ts'
import { openApiRoute } from './openapi.ts'
import { keyRoutes } from './keys.ts'
import { queueRoutes } from './queues.ts'
import type { ApiRoute } from './route.ts'
import { secretRoutes } from './secrets.ts'
import { sampleRoutes } from './sample.ts'
import { statusRoutes } from './status.ts'
import { templateRoutes } from './templates.ts'
import { workflowRoutes } from './workflows.ts'

/** Every route of the management API. A path that is named whole stands before one with a place for an id. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...statusRoutes,
  ...doctorRoutes,
  ...callbackActionRoutes,
  ...sampleRoutes,
  ...callbackRoutes,
  ...endpointRoutes,
  ...secretRoutes,
  ...jobRoutes,
  ...queueRoutes,
  ...templateRoutes,
  ...workflowRoutes,
  ...batchRoutes,
  ...keyRoutes,
  openApiRoute(() => API_ROUTES),
]
