import { activityRoutes } from './activity/activity.ts'
import { auditRoutes } from './audit/audit.ts'
import { attentionRoutes } from './attention/attention.ts'
import { batchRoutes } from './batches.ts'
import { bulkActionRoutes } from './bulk-actions.ts'
import { callbackRoutes } from './callbacks/callbacks.ts'
import { keyCheckRoutes } from './check-keys.ts'
import { confirmRoutes } from './callbacks/confirm-callbacks.ts'
import { consoleLinkRoutes } from './console-links.ts'
import { doctorRoutes } from './doctor.ts'
import { endpointRoutes } from './endpoints.ts'
import { eventRoutes } from './events.ts'
import { jobRoutes } from './jobs/jobs.ts'
import { submitRoutes } from './jobs/submit-jobs.ts'
import { keyRoutes } from './keys.ts'
import { openApiRoute } from './openapi.ts'
import { objectRoutes } from './objects.ts'
import { queueRoutes } from './queues.ts'
import { replayRoutes } from './callbacks/replay-callbacks.ts'
import type { ApiRoute } from './route.ts'
import { settingRoutes } from './settings.ts'
import { secretRoutes } from './secrets.ts'
import { sendRoutes } from './callbacks/send-callback.ts'
import { sampleRoutes } from './callbacks/send-sample.ts'
import { shownSampleRoutes } from './callbacks/show-sample.ts'
import { soundViewRoutes } from './sound-views/sound-views.ts'
import { statusRoutes } from './status.ts'
import { tagRoutes } from './tags.ts'
import { changeTemplateRoutes } from './templates/change-templates.ts'
import { templateRoutes } from './templates/templates.ts'
import { temporaryKeyRoutes } from './temporary-keys.ts'
import { unsentRoutes } from './callbacks/unsent-callbacks.ts'
import { workerRoutes } from './workers.ts'
import { changeWorkflowRoutes } from './workflows/change-workflows.ts'
import { executionRoutes } from './workflows/executions.ts'
import { workflowRoutes } from './workflows/workflows.ts'

/** Every route of the management API. A path without an id stands before one that has an id in the same place. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...statusRoutes,
  ...activityRoutes,
  ...attentionRoutes,
  ...doctorRoutes,
  ...eventRoutes,
  ...confirmRoutes,
  ...replayRoutes,
  ...sampleRoutes,
  ...shownSampleRoutes,
  ...callbackRoutes,
  ...sendRoutes,
  ...unsentRoutes,
  ...endpointRoutes,
  ...secretRoutes,
  ...jobRoutes,
  ...submitRoutes,
  ...bulkActionRoutes,
  ...objectRoutes,
  ...soundViewRoutes,
  ...queueRoutes,
  ...workerRoutes,
  ...tagRoutes,
  ...templateRoutes,
  ...changeTemplateRoutes,
  ...workflowRoutes,
  ...changeWorkflowRoutes,
  ...executionRoutes,
  ...batchRoutes,
  ...keyRoutes,
  ...keyCheckRoutes,
  ...temporaryKeyRoutes,
  ...consoleLinkRoutes,
  ...auditRoutes,
  ...settingRoutes,
  openApiRoute(() => API_ROUTES),
]
