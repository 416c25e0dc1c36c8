import { t, type MessageKey } from '../../i18n/language.ts'

/** What people call the routes of the API and the operations on objects. */
export const ACTION_NAMES: Readonly<Record<string, MessageKey>> = {
  'sign in': 'audit.signIn',
  'sign out': 'audit.signOut',
  'POST /console/links': 'audit.linkMade',
  'POST /keys': 'audit.keyMade',
  'PATCH /keys/{id}': 'audit.keyChanged',
  'DELETE /keys/{id}': 'audit.keyDeleted',
  'POST /keys/temporary': 'audit.temporaryKeyMade',
  'POST /queues': 'audit.queueMade',
  'PATCH /queues/{id}': 'audit.queueChanged',
  'POST /buckets': 'audit.bucketMade',
  'POST /objects/sign': 'audit.linkSigned',
  'POST /objects/delete': 'audit.objectsDeleted',
  'cos:PutObject': 'audit.objectPut',
  'cos:DeleteObject': 'audit.objectDeleted',
  'cos:InitiateMultipartUpload': 'audit.uploadBegun',
  'cos:CompleteMultipartUpload': 'audit.uploadDone',
  'cos:AbortMultipartUpload': 'audit.uploadGivenUp',
  'POST /jobs': 'audit.jobsSubmitted',
  'POST /jobs/{id}/cancel': 'audit.jobCancelled',
  'POST /jobs/{id}/rerun': 'audit.jobRerun',
  'POST /batches/{id}/cancel': 'audit.batchCancelled',
  'POST /executions/{id}/cancel': 'audit.runCancelled',
  'POST /workflows': 'audit.workflowMade',
  'PATCH /workflows/{id}': 'audit.workflowChanged',
  'DELETE /workflows/{id}': 'audit.workflowDeleted',
  'POST /workflows/{id}/trigger': 'audit.workflowTriggered',
  'POST /callbacks/replay': 'audit.callbacksReplayed',
  'POST /callbacks/confirm': 'audit.callbacksConfirmed',
  'POST /callbacks/sample': 'audit.sampleSent',
  'POST /endpoints/resume': 'audit.receiverResumed',
  'POST /endpoints/pause': 'audit.receiverPaused',
  'POST /endpoints/park': 'audit.receiverParked',
  'POST /secrets/rotate': 'audit.secretRotated',
}

const CALLERS: Readonly<Record<string, MessageKey>> = {
  'admin token': 'audit.adminToken',
  'read token': 'audit.readToken',
  nobody: 'audit.nobody',
}

export function nameOfAction(what: string): string {
  const key = ACTION_NAMES[what]
  return key ? t(key) : what
}

export function nameOfCaller(who: string): string {
  const key = CALLERS[who]
  if (key) return t(key)
  const id = /^console (\w+)$/.exec(who)?.[1]
  return id === undefined ? who : t('audit.session', { id })
}
