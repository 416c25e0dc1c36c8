import { deleteTemplateRow, type TemplatePlace } from '../../templates/store.ts'
import type { Engine } from '../engine.ts'
import { refuseOfficial, templateNotFound } from './refuse-template.ts'

/** Jobs that were submitted with it go on. Throws TemplateNotFound, and AccessDenied for an official template. */
export async function deleteTemplate(engine: Engine, template: TemplatePlace): Promise<void> {
  refuseOfficial(template.templateId)
  const deleted = await engine.db.transact((tx) => deleteTemplateRow(tx, template))
  if (!deleted) throw templateNotFound(template.templateId)
}
