import { IGNORED, skipIgnoredFields } from '../xml/ignored-fields.ts'
import { invalidArgument, requiredName, startRequest, type FieldPath } from '../xml/read-fields.ts'
import { TEMPLATE_NAME, TEMPLATE_NAME_MAX_LENGTH } from '../name-rules.ts'
import { jobTime, type TimeZone } from '../times.ts'
import type { XmlElement, XmlNode } from '../xml/xml.ts'

/** Tags whose documentation shows a State. */
const WITH_STATE: ReadonlySet<string> = new Set(['NoiseReduction', 'SpeechRecognition'])

/** The part of POST and PUT /template that all templates have. */
export interface TemplateRequest {
  readonly tag: string
  readonly name: string
  /** The Request: the tag reads the rest from it, and unread elements are then rejected. */
  readonly field: FieldPath
}

/** Throws InvalidArgument, naming the element. */
export function readTemplateRequest(root: XmlElement): TemplateRequest {
  const request = startRequest(root)
  skipIgnoredFields(request, IGNORED.template)
  const tag = requiredName(request, 'Tag')
  const name = requiredName(request, 'Name')
  if (TEMPLATE_NAME.test(name)) return { tag, name, field: request }
  throw invalidArgument(
    `Name must have at most ${TEMPLATE_NAME_MAX_LENGTH} characters, and only letters A to Z, digits, _, -, * and Chinese characters.`,
  )
}

/** A template as clients see it. Times are ms since 1970. */
export interface TemplateView {
  readonly templateId: string
  readonly tag: string
  readonly name: string
  /** Empty for an official one, which belongs to every bucket. */
  readonly bucketId: string
  readonly category: 'Custom' | 'Official'
  readonly createTime: number
  readonly updateTime: number
  readonly timeZone: TimeZone
  /** The container of the parameters. */
  readonly params: readonly XmlNode[]
}

/** TemplateList in a list, Template in the response to a change. The Go SDK reads the tag from Code. */
export function templateNode(name: 'TemplateList' | 'Template', template: TemplateView): XmlNode {
  const state: readonly XmlNode[] = WITH_STATE.has(template.tag) ? [['State', 'Normal']] : []
  return [
    name,
    [
      ['Tag', template.tag],
      ['Code', template.tag],
      ['Name', template.name],
      ...state,
      ['TemplateId', template.templateId],
      ['CreateTime', jobTime(template.createTime, template.timeZone)],
      ['UpdateTime', jobTime(template.updateTime, template.timeZone)],
      ['BucketId', template.bucketId],
      ['Category', template.category],
      ...template.params,
    ],
  ]
}
