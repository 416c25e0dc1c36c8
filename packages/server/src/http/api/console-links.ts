import { z } from 'zod'
import { consoleLinkSchema } from '../../api-schemas/console.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const createLinkRoute = changeRoute({
  method: 'POST',
  path: '/console/links',
  summary: 'Makes a link that signs one browser in to the console, once.',
  body: z.strictObject({
    role: z
      .enum(['admin', 'reader'])
      .default('admin')
      .meta({ description: 'A reader sees everything and changes nothing.' }),
  }),
  answer: consoleLinkSchema,
  async handle({ consoleAt, createConsoleLink }, { body: { role } }) {
    if (!consoleAt) throw new ApiProblem('conflict', 'The console is off: LEMNIS_CONSOLE is set so.')
    const link = await createConsoleLink(role)
    if (!link) throw new ApiProblem('conflict', 'There are too many unused links: try again in five minutes.')
    // Behind the #, it is sent to no server and is in no log.
    const path = `/_lemnis/console/#code=${link.code}`
    return { path, origin: consoleAt.origin ?? null, expiresAt: toIsoTime(link.expiresAt) }
  },
})

export const consoleLinkRoutes = [createLinkRoute]
