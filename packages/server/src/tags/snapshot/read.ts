import type { ProtocolError } from '../../protocol/errors.ts'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  invalidArgument,
  notImplemented,
  pathOf,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { sheetProblem } from '../../media/pictures/sprite-layout.ts'
import { defaultOf } from '../parameters/fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { pictureFormatOf } from '../picture-rule.ts'
import type { ReadContext } from '../tag.ts'
import { SnapshotBlock, SpriteBlock } from './block.ts'
import { Params } from './params.ts'
import { wantsPictures, wantsSprites } from './out-mode.ts'

/** The Snapshot block, or the template instead of it, and whether Output fits. Throws InvalidArgument. */
export function readSnapshot(operation: OperationRequest, { template }: ReadContext): Params {
  const { field: place } = operation
  if (template) skipFields(place, 'Snapshot')
  const params = template ? Params.parse(template.params) : readParams(requiredField(place, 'Snapshot'))
  checkOutput(operation, params)
  return params
}

const USUAL_GAPS = {
  Padding: defaultOf(SpriteBlock.shape.Padding),
  Margin: defaultOf(SpriteBlock.shape.Margin),
} as const

/** The body of POST /template, with the documented defaults. */
export function readSnapshotTemplate(request: FieldPath): Params {
  const params = readParams(requiredField(request, 'Snapshot'))
  const sprite = params.SpriteSnapshotConfig
  return {
    ...params,
    Mode: params.Mode ?? defaultOf(SnapshotBlock.shape.Mode),
    Start: params.Start ?? defaultOf(SnapshotBlock.shape.Start),
    IsCheckCount: params.IsCheckCount ?? defaultOf(SnapshotBlock.shape.IsCheckCount),
    IsCheckBlack: params.IsCheckBlack ?? defaultOf(SnapshotBlock.shape.IsCheckBlack),
    // With a layout of sprites the job's outputs decide, unless the template does.
    ...(!sprite && { SnapshotOutMode: params.SnapshotOutMode ?? 'OnlySnapshot' }),
    ...(sprite && {
      SpriteSnapshotConfig: { ...USUAL_GAPS, ...sprite },
    }),
  }
}

function readParams(place: FieldPath): Params {
  const params = readBlock(place, SnapshotBlock)
  checkCiParam(place, params)
  if (params.SpriteSnapshotConfig)
    rejectHuge(pathOf(place, 'SpriteSnapshotConfig'), params.SpriteSnapshotConfig)
  return params
}

/** Any expression for images is allowed by the protocol; what is done here is another format. */
function checkCiParam(place: FieldPath, { CIParam: text }: Params): void {
  if (text === undefined || pictureFormatOf(text)) return
  throw notImplemented(
    `${pathOf(place, 'CIParam')} ${text.slice(0, 100)}`,
    'imageMogr2/format/ with jpg, png or webp is',
  )
}

/** The least that the sheet can be; with the size of the cells known only from the video, the run decides. */
function rejectHuge(path: string, sprite: SpriteBlock): void {
  const { CellWidth = 8, CellHeight = 8, Columns, Lines, Margin = 0, Padding = 0 } = sprite
  const layout = {
    columns: Number(Columns),
    lines: Number(Lines),
    margin: Number(Margin),
    padding: Number(Padding),
  }
  const problem = sheetProblem(layout, { width: Number(CellWidth), height: Number(CellHeight) })
  if (problem !== undefined) throw invalidArgument(`${path} is too large. ${problem}`)
}

function checkOutput({ output }: OperationRequest, params: Params): void {
  if (!output) throw invalidArgument('Operation.Output is required for Snapshot.')
  const { object, spriteObject } = output
  if (object === undefined && spriteObject === undefined) {
    throw invalidArgument(
      'Operation.Output.Object or Operation.Output.SpriteObject is required for Snapshot.',
    )
  }
  const pictures = wantsPictures(params, output)
  const sprites = wantsSprites(params, output)
  if (pictures && object === undefined) {
    throw invalidArgument(
      `Operation.Output.Object is required for SnapshotOutMode ${params.SnapshotOutMode ?? ''}.`,
    )
  }
  if (sprites && spriteObject === undefined) {
    throw invalidArgument(
      `Operation.Output.SpriteObject is required for SnapshotOutMode ${params.SnapshotOutMode ?? ''}.`,
    )
  }
  if (sprites && !params.SpriteSnapshotConfig) {
    throw invalidArgument('Operation.Snapshot.SpriteSnapshotConfig is required for sprites.')
  }
  // One picture needs no number.
  const isNumbered = (key: string | undefined): boolean =>
    key === undefined || hasVariable(key, 'Number') || params.Count === '1'
  if (pictures && !isNumbered(object)) throw unnumbered('Object')
  if (sprites && !isNumbered(spriteObject)) throw unnumbered('SpriteObject')
  if (pictures && sprites && object === spriteObject) {
    throw invalidArgument('Operation.Output.Object and Operation.Output.SpriteObject must differ.')
  }
}

function unnumbered(name: string): ProtocolError {
  return invalidArgument(`Operation.Output.${name} must contain \${Number}.`)
}
