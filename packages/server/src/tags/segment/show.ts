import { Probe } from '../../media/probe-shape.ts'
import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import { z } from 'zod'
import { jobMediaInfo } from '../media-info.ts'
import { mediaResult } from '../media-result.ts'
import type { ShownOperation, ShowOrder, ShownParts } from '../tag.ts'
import { Params } from './params.ts'

/** What a run leaves for its showing. */
const Result = z.object({
  /** The input, or the output where it is one file. */
  probe: Probe,
  /** What the keys of numbered pieces are shown without. */
  prefix: z.string(),
})
type Result = z.infer<typeof Result>

export function showSegment({ params, result, files, output }: ShownOperation, order: ShowOrder): ShownParts {
  return {
    params: [['Segment', showParams(Params.parse(params))]],
    results:
      result === undefined || !output ? [] : showResult(Result.parse(result), { files, output, order }),
  }
}

function showResult(
  { probe, prefix }: Result,
  {
    files,
    output,
    order,
  }: Required<Pick<ShownOperation, 'files'>> & {
    readonly output: { readonly region: string; readonly bucket: string }
    readonly order: ShowOrder
  },
): readonly XmlNode[] {
  const { region, bucket } = output
  return [jobMediaInfo(probe), mediaResult({ region, bucket, files, prefix, order })]
}

function showParams({
  format,
  duration,
  transcodeIndex,
  hlsEncrypt,
  startTime,
  endTime,
}: Params): readonly XmlNode[] {
  return [
    ['Format', format],
    ...optionalText('Duration', duration),
    ...optionalText('TranscodeIndex', transcodeIndex),
    ...(hlsEncrypt ? [['HlsEncrypt', showHlsEncrypt(hlsEncrypt)] as const] : []),
    ...optionalText('StartTime', startTime),
    ...optionalText('EndTime', endTime),
  ]
}

function showHlsEncrypt({
  isHlsEncrypt,
  isEncrypt,
  uriKey,
}: NonNullable<Params['hlsEncrypt']>): readonly XmlNode[] {
  return [
    ...optionalText('IsHlsEncrypt', isHlsEncrypt),
    ...optionalText('IsEncrypt', isEncrypt),
    ...optionalText('UriKey', uriKey),
  ]
}
