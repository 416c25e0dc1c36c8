import { CALLBACK_SHAPES, type CallbackJson } from './callback-shapes.ts'
import { writeJson } from '../xml/write-json.ts'
import { writeXml } from '../xml/write-xml.ts'
import type { XmlNode } from '../xml/xml.ts'

export interface CallbackForm {
  readonly format: 'XML' | 'JSON'
  /** The form of JSON callbacks. */
  readonly json: CallbackJson
}

export interface CallbackBody {
  readonly body: string
  readonly contentType: string
}

export function writeCallback(content: readonly XmlNode[], { format, json }: CallbackForm): CallbackBody {
  return format === 'JSON'
    ? { body: writeJson(content, CALLBACK_SHAPES[json]), contentType: 'application/json' }
    : { body: writeXml(['Response', content]), contentType: 'application/xml' }
}
