import { z } from 'zod'
import { auditPageSchema, type AuditEntryJson } from '../../../api-schemas/audit.ts'
import { listEntries, type AuditEntry } from '../../../audit/store.ts'
import { DEFAULT_LIMIT, pageQuery } from '../page-query.ts'
import { readRoute } from '../route.ts'
import { timeParameter, toIsoTime, toIsoTimeOrNull } from '../times.ts'

const listAuditRoute = readRoute({
  path: '/audit',
  summary: 'What was changed by this API and the console, by whom and from where, and who signed in.',
  query: z.strictObject({
    who: z.string().optional().meta({ description: 'As the entries name it.' }),
    what: z.string().optional().meta({ description: 'As the entries name it.' }),
    since: timeParameter.optional(),
    ...pageQuery,
  }),
  answer: auditPageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { entries, next } = await listEntries(db.reader, { ...filter, limit })
    return { entries: entries.map(serializeEntry), next: next ?? null }
  },
})

function serializeEntry({ id, at, signedIn, ...entry }: AuditEntry): AuditEntryJson {
  const { who, role, address, what, target, body, status, times } = entry
  return {
    ...{ sequence: id, at: toIsoTime(at), who, address, what, times },
    role: role ?? null,
    signedInAt: toIsoTimeOrNull(signedIn?.at),
    signedInFrom: signedIn?.from ?? null,
    target: target ?? null,
    body: body ?? null,
    status: status ?? null,
  }
}

export const auditRoutes = [listAuditRoute]
