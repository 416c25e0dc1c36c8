import { writeXml } from '../../protocol/write-xml.ts'
import type { XmlNode } from '../../protocol/xml.ts'
import type { Reply } from '../call.ts'

/** An answer of the job protocol: no prolog, no white space. */
export function xmlReply(children: readonly XmlNode[]): Reply {
  const body = writeXml(['Response', children])
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}
