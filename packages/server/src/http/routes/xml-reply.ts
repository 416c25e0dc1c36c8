import { writeXml, XML_PROLOG } from '../../protocol/xml/write-xml.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'
import type { Reply } from '../call.ts'

/** A successful response with an XML body and its prolog. */
export function xmlReply(root: XmlNode, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `${XML_PROLOG}${writeXml(root)}`,
  }
}
