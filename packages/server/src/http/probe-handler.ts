import type { RequestListener } from 'node:http'
import type { Log } from '../base/log.ts'
import { answerProbe, type ProbeContext } from './api/probes.ts'
import { ApiProblem, problemReply } from './api/problem.ts'
import type { Reply } from './call.ts'
import { send } from './send.ts'

/** Answers only probes: the request handler of a process that only runs jobs. */
export function createProbeHandler(context: ProbeContext & { readonly log: Log }): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? ''
    answerProbe({ request, path }, context)
      .catch((error: unknown): Reply => {
        if (error instanceof ApiProblem) return problemReply(error)
        context.log.error({ err: error, path }, 'a probe failed')
        return problemReply(new ApiProblem('internal', 'The process failed; its log says why.'))
      })
      .then((reply) =>
        send(
          response,
          reply ?? problemReply(new ApiProblem('not_found', `There is nothing at ${path}.`)),
          {},
        ),
      )
      .catch(() => response.destroy())
  }
}
