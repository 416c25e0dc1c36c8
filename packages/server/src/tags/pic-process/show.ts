import { optionalText, type XmlNode } from '../../protocol/xml/xml.ts'
import type { ShownOperation, ShownParts } from '../tag.ts'
import { defaultOf } from '../parameters/fields.ts'
import { PicProcessBlock } from './block.ts'
import { Params, Result, type Picture } from './params.ts'

export function showPicProcess({ params, template, result, files }: ShownOperation): ShownParts {
  const [file] = files
  const shown = result === undefined ? undefined : Result.parse(result)
  return {
    params: template ? [] : [['PicProcess', showParams(Params.parse(params))]],
    results:
      shown && file
        ? [
            [
              'PicProcessResult',
              [
                ['ObjectName', file.object],
                ...showOriginal(shown),
                ['ProcessResult', showProcessed(shown.processed, file)],
              ],
            ],
          ]
        : [],
  }
}

/** What was left to its default is shown. */
export function showPicProcessTemplate(params: unknown): readonly XmlNode[] {
  return [
    [
      'PicProcess',
      showParams({ isPicInfo: defaultOf(PicProcessBlock.shape.IsPicInfo), ...Params.parse(params) }),
    ],
  ]
}

function showParams({ isPicInfo, processRule }: Params): readonly XmlNode[] {
  return [...optionalText('IsPicInfo', isPicInfo), ['ProcessRule', processRule]]
}

function showOriginal({ original }: Result): readonly XmlNode[] {
  if (!original) return []
  const info: readonly XmlNode[] = [
    ...showPicture(original),
    ['Ave', original.average],
    ['Orientation', String(original.orientation)],
  ]
  return [
    [
      'OriginalInfo',
      [
        ['Etag', quoted(original.etag)],
        ['ImageInfo', info],
      ],
    ],
  ]
}

function showProcessed(
  picture: Picture,
  { md5, bytes }: { readonly md5: string; readonly bytes: number },
): readonly XmlNode[] {
  return [['Etag', quoted(md5)], ...showPicture(picture), ['Size', String(bytes)]]
}

function showPicture({ format, width, height, quality }: Picture): readonly XmlNode[] {
  return [
    ['Format', format],
    ['Width', String(width)],
    ['Height', String(height)],
    ...optionalText('Quality', quality === undefined ? undefined : String(quality)),
  ]
}

function quoted(etag: string | undefined): string {
  return etag === undefined ? '' : `"${etag}"`
}
