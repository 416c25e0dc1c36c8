import { Probe } from '../media/probe-shape.ts'
import type { XmlNode } from '../protocol/xml/xml.ts'
import { jobMediaInfo } from './media-info.ts'
import { mediaResult } from './media-result.ts'
import type { ShownOperation, ShowOrder } from './tag.ts'

/** MediaInfo and MediaResult of a job whose result is what its one output says of itself. */
export function showMediaOutput(
  { result, output, files }: ShownOperation,
  order: ShowOrder,
): readonly XmlNode[] {
  if (result === undefined || !output) return []
  const { region, bucket } = output
  return [jobMediaInfo(Probe.parse(result)), mediaResult({ region, bucket, files, order })]
}
