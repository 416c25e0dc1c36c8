import { writeXml } from '../../protocol/xml/write-xml.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'
import type { Reply } from '../call.ts'

/** A successful response of the job protocol: a Response element, without the prolog of object storage. */
export function responseReply(children: readonly XmlNode[]): Reply {
  const body = writeXml(['Response', children])
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}
