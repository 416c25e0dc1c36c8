import type { Command } from '../command.ts'
import { audit } from './audit.ts'
import { batchesCancel, batchesList, batchesShow } from './batches.ts'
import { batchesCreate } from './batches-create.ts'
import { bulkList, bulkShow, bulkStop } from './bulk.ts'
import { callbacksConfirm } from './callbacks-confirm.ts'
import { callbacksList } from './callbacks-list.ts'
import { callbacksReplay } from './callbacks-replay.ts'
import { callbacksSamples } from './callbacks-samples.ts'
import { callbacksSendSample } from './callbacks-send-sample.ts'
import { callbacksSendTo } from './callbacks-send-to.ts'
import { callbacksShow } from './callbacks-show.ts'
import { consoleLink } from './console.ts'
import { doctor } from './doctor.ts'
import { endpointsPark, endpointsPause, endpointsResume } from './endpoints-change.ts'
import { endpointsList } from './endpoints-list.ts'
import { executionsCancel, executionsList, executionsShow } from './executions.ts'
import { jobsList, jobsShow } from './jobs.ts'
import { jobsCancel, jobsRerun } from './jobs-change.ts'
import { jobsSubmit } from './jobs-submit.ts'
import { keysCreate, keysDelete, keysDisable, keysEnable, keysList } from './keys.ts'
import { keysCheck } from './keys-check.ts'
import { keysTemporary } from './keys-temporary.ts'
import { listen } from './listen.ts'
import { objectsDu } from './objects-du.ts'
import { objectsLs } from './objects-ls.ts'
import { objectsRm } from './objects-rm.ts'
import { objectsGet, objectsPut, objectsUrl } from './objects-transfer.ts'
import { queuesCreate, queuesList, queuesSet } from './queues.ts'
import { run } from './run.ts'
import { secretsList, secretsRotate } from './secrets.ts'
import { settings } from './settings.ts'
import { status } from './status.ts'
import { templatesList, templatesShow } from './templates.ts'
import { templatesCreate, templatesDelete } from './templates-change.ts'
import { workflowsList, workflowsShow } from './workflows.ts'
import { workflowsCreate, workflowsDelete, workflowsSet, workflowsTrigger } from './workflows-change.ts'
import { workers } from './workers.ts'

/** Every command that asks a service, by its name. */
export const commands: Readonly<Record<string, Command>> = {
  status,
  doctor,
  audit,
  settings,
  workers,
  console: consoleLink,
  listen,
  run,
  'batches list': batchesList,
  'batches show': batchesShow,
  'batches create': batchesCreate,
  'batches cancel': batchesCancel,
  'bulk list': bulkList,
  'bulk show': bulkShow,
  'bulk stop': bulkStop,
  'callbacks list': callbacksList,
  'callbacks show': callbacksShow,
  'callbacks replay': callbacksReplay,
  'callbacks confirm': callbacksConfirm,
  'callbacks samples': callbacksSamples,
  'callbacks send-to': callbacksSendTo,
  'callbacks send-sample': callbacksSendSample,
  'endpoints list': endpointsList,
  'endpoints resume': endpointsResume,
  'endpoints pause': endpointsPause,
  'endpoints park': endpointsPark,
  'executions list': executionsList,
  'executions show': executionsShow,
  'executions cancel': executionsCancel,
  'jobs list': jobsList,
  'jobs show': jobsShow,
  'jobs submit': jobsSubmit,
  'jobs cancel': jobsCancel,
  'jobs rerun': jobsRerun,
  'keys list': keysList,
  'keys create': keysCreate,
  'keys disable': keysDisable,
  'keys enable': keysEnable,
  'keys delete': keysDelete,
  'keys temporary': keysTemporary,
  'keys check': keysCheck,
  'objects ls': objectsLs,
  'objects du': objectsDu,
  'objects get': objectsGet,
  'objects put': objectsPut,
  'objects rm': objectsRm,
  'objects url': objectsUrl,
  'queues list': queuesList,
  'queues create': queuesCreate,
  'queues set': queuesSet,
  'secrets list': secretsList,
  'secrets rotate': secretsRotate,
  'templates list': templatesList,
  'templates show': templatesShow,
  'templates create': templatesCreate,
  'templates delete': templatesDelete,
  'workflows list': workflowsList,
  'workflows show': workflowsShow,
  'workflows create': workflowsCreate,
  'workflows set': workflowsSet,
  'workflows delete': workflowsDelete,
  'workflows trigger': workflowsTrigger,
}
