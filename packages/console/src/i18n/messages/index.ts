import { auditMessages } from './audit.ts'
import { batchesMessages } from './batches.ts'
import { bulkMessages } from './bulk.ts'
import { callbacksMessages } from './callbacks.ts'
import { compareMessages } from './compare.ts'
import { editorMessages } from './editor.ts'
import { jobsMessages } from './jobs.ts'
import { keysMessages } from './keys.ts'
import { overviewMessages } from './overview.ts'
import { queuesMessages } from './queues.ts'
import { receiversMessages } from './receivers.ts'
import { settingsMessages } from './settings.ts'
import { shellMessages } from './shell.ts'
import { soundMessages } from './sound.ts'
import { statesMessages } from './states.ts'
import { storageMessages } from './storage.ts'
import { templatesMessages } from './templates.ts'
import { tryItMessages } from './try-it.ts'
import { variablesMessages } from './variables.ts'
import { workersMessages } from './workers.ts'
import { workflowsMessages } from './workflows.ts'

/** Every text of the console. */
export const MESSAGES = {
  en: {
    ...auditMessages.en,
    ...batchesMessages.en,
    ...bulkMessages.en,
    ...callbacksMessages.en,
    ...compareMessages.en,
    ...editorMessages.en,
    ...jobsMessages.en,
    ...keysMessages.en,
    ...overviewMessages.en,
    ...queuesMessages.en,
    ...receiversMessages.en,
    ...settingsMessages.en,
    ...shellMessages.en,
    ...soundMessages.en,
    ...statesMessages.en,
    ...storageMessages.en,
    ...templatesMessages.en,
    ...tryItMessages.en,
    ...variablesMessages.en,
    ...workersMessages.en,
    ...workflowsMessages.en,
  },
  zh: {
    ...auditMessages.zh,
    ...batchesMessages.zh,
    ...bulkMessages.zh,
    ...callbacksMessages.zh,
    ...compareMessages.zh,
    ...editorMessages.zh,
    ...jobsMessages.zh,
    ...keysMessages.zh,
    ...overviewMessages.zh,
    ...queuesMessages.zh,
    ...receiversMessages.zh,
    ...settingsMessages.zh,
    ...shellMessages.zh,
    ...soundMessages.zh,
    ...statesMessages.zh,
    ...storageMessages.zh,
    ...templatesMessages.zh,
    ...tryItMessages.zh,
    ...variablesMessages.zh,
    ...workersMessages.zh,
    ...workflowsMessages.zh,
  },
}
