import { ProtocolError } from '../../protocol/errors.ts'
import { isOfficial } from '../../templates/official.ts'

const SHOWN_LENGTH = 64

/** Throws AccessDenied for what comes with this release. */
export function refuseOfficial(templateId: string): void {
  if (!isOfficial(templateId)) return
  throw new ProtocolError(
    'AccessDenied',
    `The template ${templateId} is an official one, which can't be changed or deleted.`,
  )
}

/** What is no id of ours may be of any length. */
export function templateNotFound(templateId: string): ProtocolError {
  return new ProtocolError('TemplateNotFound', `There is no template ${templateId.slice(0, SHOWN_LENGTH)}.`)
}
