import type { JobView } from '../jobs/job-detail.ts'
import { objectUrl } from '../object-url.ts'
import type { XmlNode } from '../xml/xml.ts'

/** Returns the job with the fields that only native JSON callbacks have: the type of the queue, and URLs of objects. */
export function withJsonOnly(view: JobView): JobView {
  const queueType = view.queueType ?? queueTypeOf(view.queueCategory)
  return {
    ...view,
    ...(queueType !== undefined && { queueType }),
    operation: view.operation.map((node) => showAddresses(node, view)),
  }
}

/** Callbacks have another name for picture queues than the list of queues. */
function queueTypeOf(category: string | undefined): string | undefined {
  return category === 'PicProcessing' ? 'PicProcess' : category
}

function showAddresses([name, content]: XmlNode, view: JobView): XmlNode {
  if (typeof content === 'string') return [name, content]
  if (name === 'MediaResult') return [name, content.map(showFileAddresses)]
  if (name === 'PicProcessResult') return [name, [...showInput(view), ...showPictureAddress(content, view)]]
  return [name, content]
}

/** Of OutputFile, and the SpriteOutputFile in it. An ObjectName there is relative to the ObjectPrefix. */
function showFileAddresses([name, content]: XmlNode): XmlNode {
  if (typeof content === 'string') return [name, content]
  const prefix = textOf(content, 'ObjectPrefix')
  const place = { bucket: textOf(content, 'Bucket'), region: textOf(content, 'Region') }
  const urls = content
    .filter(([child]) => child === 'ObjectName')
    .map(([, text]): XmlNode => ['ObjectUrl', objectUrl({ ...place, key: `${prefix}${asText(text)}` })])
  const behind = content.findLastIndex(([child]) => child === 'ObjectName') + 1
  return [name, content.map(showFileAddressesOfSprite).toSpliced(behind, 0, ...urls)]
}

function showFileAddressesOfSprite(node: XmlNode): XmlNode {
  return node[0] === 'SpriteOutputFile' ? showFileAddresses(node) : node
}

function showPictureAddress(content: readonly XmlNode[], view: JobView): readonly XmlNode[] {
  const [, output = ''] = view.operation.find(([name]) => name === 'Output') ?? []
  const place = { bucket: textOf(output, 'Bucket'), region: textOf(output, 'Region') }
  return content.flatMap((node): readonly XmlNode[] => {
    const [name, text] = node
    if (name !== 'ObjectName') return [node]
    return [node, ['ObjectUrl', objectUrl({ ...place, key: asText(text) })]]
  })
}

function showInput({ input }: JobView): readonly XmlNode[] {
  if (input?.object === undefined) return []
  const { bucketId: bucket, region, object: key } = input
  return [
    ['InputObjectName', key],
    ['InputObjectUrl', objectUrl({ bucket, region, key })],
  ]
}

function textOf(content: XmlNode[1], name: string): string {
  if (typeof content === 'string') return ''
  return asText(content.find(([child]) => child === name)?.[1] ?? '')
}

function asText(content: XmlNode[1]): string {
  return typeof content === 'string' ? content : ''
}
