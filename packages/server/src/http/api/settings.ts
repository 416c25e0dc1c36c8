import { settingListSchema } from '../../api-schemas/settings.ts'
import { hideSecrets } from './audit/summarize-body.ts'
import { noQuery, readRoute } from './route.ts'

const listSettingsRoute = readRoute({
  path: '/settings',
  summary:
    'Every setting of the process that answers: its value in effect, where it is from, what it means; no secrets.',
  query: noQuery,
  answer: settingListSchema,
  handle: ({ describeSettings }) => ({
    settings: describeSettings().map(({ name, about, isSecret, origin, text, fallback }) => ({
      ...{ name, about, isSecret, origin, isSet: origin !== 'default' },
      // An address may have a password.
      value: isSecret || text === '' ? null : hideSecrets(text),
      default: fallback === '' ? null : fallback,
    })),
  }),
})

export const settingRoutes = [listSettingsRoute]
