import type { Command } from '../command.ts'
import { callbacksConfirm } from './callbacks-confirm.ts'
import { callbacksList } from './callbacks-list.ts'
import { callbacksReplay } from './callbacks-replay.ts'
import { callbacksSendSample } from './callbacks-send-sample.ts'
import { callbacksShow } from './callbacks-show.ts'
import { endpointsPark, endpointsPause, endpointsResume } from './endpoints-change.ts'
import { endpointsList } from './endpoints-list.ts'
import { jobsList, jobsShow, queuesList } from './jobs.ts'
import { listen } from './listen.ts'
import { secretsList, secretsRotate } from './secrets.ts'
import { status } from './status.ts'

/** Every command that asks a service, by its name. */
export const commands: Readonly<Record<string, Command>> = {
  status,
  listen,
  'callbacks list': callbacksList,
  'callbacks show': callbacksShow,
  'callbacks replay': callbacksReplay,
  'callbacks confirm': callbacksConfirm,
  'callbacks send-sample': callbacksSendSample,
  'endpoints list': endpointsList,
  'endpoints resume': endpointsResume,
  'endpoints pause': endpointsPause,
  'endpoints park': endpointsPark,
  'jobs list': jobsList,
  'jobs show': jobsShow,
  'queues list': queuesList,
  'secrets list': secretsList,
  'secrets rotate': secretsRotate,
}
