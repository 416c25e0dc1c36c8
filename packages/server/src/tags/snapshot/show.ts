import type { XmlNode } from '../../protocol/xml/xml.ts'
import { EMPTY_MEDIA_INFO } from '../media-info.ts'
import { mediaResult, type ResultFiles } from '../media-result.ts'
import { showValues } from '../show-values.ts'
import type { KeptFile, ShownOperation, ShownParts, ShowOrder, TagOutput } from '../tag.ts'
import { Params } from './params.ts'
import { SnapshotResult } from './run.ts'

export function showSnapshot(job: ShownOperation, order: ShowOrder): ShownParts {
  const { template, params, result, output, files } = job
  return {
    params: template ? [] : [['Snapshot', showValues(Params.parse(params))]],
    results: result === undefined || !output ? [] : showResults({ result, output, files, order }),
  }
}

export function showSnapshotTemplate(template: unknown): readonly XmlNode[] {
  return [['Snapshot', showValues(Params.parse(template))]]
}

interface Results {
  readonly result: unknown
  readonly output: TagOutput
  readonly files: readonly KeptFile[]
  readonly order: ShowOrder
}

/** The pictures come first among the files, and then the sprites. */
function showResults({ result, output, files, order }: Results): readonly XmlNode[] {
  const { pictures, prefix, spritePrefix } = SnapshotResult.parse(result)
  const place = { region: output.region, bucket: output.bucket, showsMd5: false }
  const sprites = files.slice(pictures)
  const sprite: ResultFiles | undefined =
    sprites.length === 0 ? undefined : { ...place, files: sprites, prefix: spritePrefix }
  return [EMPTY_MEDIA_INFO, mediaResult({ ...place, files: files.slice(0, pictures), prefix, sprite, order })]
}
