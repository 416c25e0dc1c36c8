import { keepBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { isOfficial } from '../../templates/official.ts'
import {
  countTemplates,
  deleteTemplateRow,
  findTemplateId,
  insertTemplate,
  lockTemplate,
  replaceTemplate,
  type TemplateName,
} from '../../templates/store.ts'
import type { TemplateRecord } from '../../templates/template.ts'
import type { Engine } from '../engine.ts'
import { templateNotFound } from './read-templates.ts'

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
  assertNotLarge(content)
  const now = engine.clock.now()
  // The protocol's ids of templates have this digit before the UUID.
  const templateId = `t1${engine.ids.randomUuid()}`
  return engine.db.transact(async (tx) => {
    if (!(await keepBucket(tx, bucket.id))) {
      throw new ProtocolError('NoSuchBucket', `The bucket ${bucket.name} does not exist any more.`)
    }
    await lockNames(tx, bucket.id)
    await assertNameFree(tx, bucket.id, { name: content.name, templateId })
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
  name: TemplateName,
  content: TemplateContent,
): Promise<TemplateRecord> {
  const { bucketId, templateId } = name
  assertNotOfficial(templateId)
  assertNotLarge(content)
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    await lockNames(tx, bucketId)
    const template = await lockTemplate(tx, name)
    if (!template) throw templateNotFound(templateId)
    if (template.tag !== content.tag) {
      throw new ProtocolError(
        'InvalidArgument',
        `The template ${templateId} is one of ${template.tag}, which can't be changed to ${content.tag}.`,
      )
    }
    await assertNameFree(tx, bucketId, { name: content.name, templateId })
    const updated = { ...template, name: content.name, params: content.params, updatedAt: now }
    await replaceTemplate(tx, updated)
    return updated
  })
}

/** Jobs that were submitted with it go on. Throws TemplateNotFound, and AccessDenied for an official template. */
export async function deleteTemplate(engine: Engine, template: TemplateName): Promise<void> {
  assertNotOfficial(template.templateId)
  const deleted = await engine.db.transact((tx) => deleteTemplateRow(tx, template))
  if (!deleted) throw templateNotFound(template.templateId)
}

interface NameRequest {
  readonly name: string
  /** Of the template that wants it. */
  readonly templateId: string
}

/** From here to its end this transaction is the only one that names or counts templates of the bucket. */
async function lockNames(tx: Transaction, bucketId: number): Promise<void> {
  await lockName(tx, `templates ${bucketId}`)
}

async function assertNameFree(
  tx: Transaction,
  bucketId: number,
  { name, templateId }: NameRequest,
): Promise<void> {
  const holder = await findTemplateId(tx, bucketId, name)
  if (holder === undefined || holder === templateId) return
  throw new ProtocolError('TemplateNameDuplicate', `The template ${holder} of the bucket is called ${name}.`)
}

function assertNotLarge({ params }: TemplateContent): void {
  if (Buffer.byteLength(JSON.stringify(params)) <= MAX_PARAMS_BYTES) return
  throw new ProtocolError(
    'InvalidArgument',
    `The parameters of a template may take at most ${MAX_PARAMS_BYTES} bytes.`,
  )
}

/** Throws AccessDenied for what comes with this release. */
function assertNotOfficial(templateId: string): void {
  if (!isOfficial(templateId)) return
  throw new ProtocolError(
    'AccessDenied',
    `The template ${templateId} is an official one, which can't be changed or deleted.`,
  )
}
