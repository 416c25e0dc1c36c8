import { keepBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import {
  countTemplates,
  findTemplateId,
  insertTemplate,
  lockTemplate,
  replaceTemplate,
} from '../../templates/store.ts'
import type { TemplateRecord } from '../../templates/template.ts'
import type { Engine } from '../engine.ts'
import { refuseOfficial, templateNotFound } from './refuse-template.ts'

/** Of one bucket. */
export const MAX_TEMPLATES = 1_000
/** Of the parameters as they are kept; no documented template comes near. */
const MAX_PARAMS_BYTES = 64 * 1024

/** What a client sets of a template: all of it is replaced. */
export type TemplateContent = Pick<TemplateRecord, 'tag' | 'name' | 'params'>

/** Throws TemplateNameDuplicate, CreatedTemplateNumLimit, InvalidArgument, and NoSuchBucket when it went away. */
export async function createTemplate(
  engine: Engine,
  bucket: BucketRecord,
  content: TemplateContent,
): Promise<TemplateRecord> {
  refuseLarge(content)
  const now = engine.clock.now()
  // The protocol's ids of templates have this digit before the UUID.
  const templateId = `t1${engine.ids.randomUuid()}`
  return engine.db.transact(async (tx) => {
    if (!(await keepBucket(tx, bucket.id))) {
      throw new ProtocolError('NoSuchBucket', `The bucket ${bucket.name} does not exist any more.`)
    }
    await lockNames(tx, bucket.id)
    await refuseTaken(tx, bucket.id, { name: content.name, templateId })
    if ((await countTemplates(tx, bucket.id)) >= MAX_TEMPLATES) {
      throw new ProtocolError(
        'CreatedTemplateNumLimit',
        `The bucket has ${MAX_TEMPLATES} templates, which is as many as it may have.`,
      )
    }
    const { tag, name, params } = content
    const template = { templateId, tag, name, params, createdAt: now, updatedAt: now }
    await insertTemplate(tx, bucket.id, template)
    return template
  })
}

/** Throws TemplateNotFound, TemplateNameDuplicate, InvalidArgument, and AccessDenied for an official template. */
export async function updateTemplate(
  engine: Engine,
  place: { readonly bucketId: number; readonly templateId: string },
  content: TemplateContent,
): Promise<TemplateRecord> {
  const { bucketId, templateId } = place
  refuseOfficial(templateId)
  refuseLarge(content)
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    await lockNames(tx, bucketId)
    const template = await lockTemplate(tx, place)
    if (!template) throw templateNotFound(templateId)
    if (template.tag !== content.tag) {
      throw new ProtocolError(
        'InvalidArgument',
        `The template ${templateId} is one of ${template.tag}, which can't be changed to ${content.tag}.`,
      )
    }
    await refuseTaken(tx, bucketId, { name: content.name, templateId })
    const updated = { ...template, name: content.name, params: content.params, updatedAt: now }
    await replaceTemplate(tx, updated)
    return updated
  })
}

interface WantedName {
  readonly name: string
  /** Of the template that wants it. */
  readonly templateId: string
}

/** From here to its end this transaction is the only one that names or counts templates of the bucket. */
async function lockNames(tx: Transaction, bucketId: number): Promise<void> {
  await lockName(tx, `templates ${bucketId}`)
}

async function refuseTaken(
  tx: Transaction,
  bucketId: number,
  { name, templateId }: WantedName,
): Promise<void> {
  const holder = await findTemplateId(tx, bucketId, name)
  if (holder === undefined || holder === templateId) return
  throw new ProtocolError('TemplateNameDuplicate', `The template ${holder} of the bucket is called ${name}.`)
}

function refuseLarge({ params }: TemplateContent): void {
  if (Buffer.byteLength(JSON.stringify(params)) <= MAX_PARAMS_BYTES) return
  throw new ProtocolError(
    'InvalidArgument',
    `The parameters of a template may take at most ${MAX_PARAMS_BYTES} bytes.`,
  )
}
