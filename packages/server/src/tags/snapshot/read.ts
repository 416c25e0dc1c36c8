import type { ProtocolError } from '../../protocol/errors.ts'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  optionalChoice,
  pathOf,
  requiredField,
  skipFields,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { COLOR_NAMES } from '../../media/pictures/color-names.ts'
import { sheetProblem } from '../../media/pictures/sprite-layout.ts'
import { optionalNumberText, type NumberRange } from '../read-number.ts'
import { pictureFormatOf } from '../picture-rule.ts'
import { present } from '../present.ts'
import type { ReadContext } from '../tag.ts'
import { MODES, OUT_MODES, Params, SCALE_METHODS, SpriteParams } from './params.ts'
import { wantsPictures, wantsSprites } from './out-mode.ts'

const SIDE: NumberRange = { min: 128, max: 4_096, whole: true }
const CELL_SIDE: NumberRange = { min: 8, max: 4_096, whole: true }
const GAP: NumberRange = { min: 0, max: 1_024, whole: true }
const CELLS: NumberRange = { min: 1, max: 10_000, whole: true }
/** It becomes an argument of a filter, so nothing else may pass but a name. */
const HEX_COLOR = /^(#|0x)?[0-9A-Fa-f]{6}$/
const BOOLEANS = ['true', 'false'] as const

/** The Snapshot block, or the template instead of it, and whether Output fits. Throws InvalidArgument. */
export function readSnapshot(operation: OperationRequest, { template }: ReadContext): Params {
  const { field: place } = operation
  if (template) skipFields(place, 'Snapshot')
  const params = template ? Params.parse(template.params) : readBlock(requiredField(place, 'Snapshot'))
  checkOutput(operation, params)
  return params
}

/** The body of POST /template, with the documented defaults. */
export function readSnapshotTemplate(request: FieldPath): Params {
  const params = readBlock(requiredField(request, 'Snapshot'))
  const sprite = params.SpriteSnapshotConfig
  return {
    ...params,
    Mode: params.Mode ?? 'Interval',
    Start: params.Start ?? '0',
    IsCheckCount: params.IsCheckCount ?? 'false',
    IsCheckBlack: params.IsCheckBlack ?? 'false',
    // With a layout of sprites the job's outputs decide, unless the template does.
    ...(!sprite && { SnapshotOutMode: params.SnapshotOutMode ?? 'OnlySnapshot' }),
    ...(sprite && {
      SpriteSnapshotConfig: { ...sprite, Padding: sprite.Padding ?? '0', Margin: sprite.Margin ?? '0' },
    }),
  }
}

function readBlock(place: FieldPath): Params {
  const number = (name: string, range: NumberRange): string | undefined =>
    optionalNumberText(place, name, range)
  const count = number('Count', { min: 1, max: 10_000, whole: true })
  if (count === undefined) throw invalidArgument(`${pathOf(place, 'Count')} is required.`)
  return Params.parse(
    present({
      Mode: optionalChoice(place, 'Mode', MODES),
      Start: number('Start', { min: 0, max: 1_000_000 }),
      TimeInterval: number('TimeInterval', { min: 0, max: 3_600, open: 'min' }),
      Count: count,
      Width: number('Width', SIDE),
      Height: number('Height', SIDE),
      CIParam: readCiParam(place),
      IsCheckCount: optionalChoice(place, 'IsCheckCount', BOOLEANS),
      IsCheckBlack: optionalChoice(place, 'IsCheckBlack', BOOLEANS),
      BlackLevel: number('BlackLevel', { min: 30, max: 100, whole: true }),
      PixelBlackThreshold: number('PixelBlackThreshold', { min: 0, max: 255, whole: true }),
      SnapshotOutMode: optionalChoice(place, 'SnapshotOutMode', OUT_MODES),
      SpriteSnapshotConfig: readSprite(place),
    }),
  )
}

/** Any expression for images is allowed by the protocol; what is done here is another format. */
function readCiParam(place: FieldPath): string | undefined {
  const text = textAt(place, 'CIParam')
  if (text === undefined || pictureFormatOf(text)) return text
  throw notImplemented(
    `${pathOf(place, 'CIParam')} ${text.slice(0, 100)}`,
    'imageMogr2/format/ with jpg, png or webp is',
  )
}

/** Clients send the container empty when they want none. */
function readSprite(parent: FieldPath): SpriteParams | undefined {
  const [place] = nonEmptyFields(parent, 'SpriteSnapshotConfig')
  if (!place) return undefined
  const number = (name: string, range: NumberRange): string | undefined =>
    optionalNumberText(place, name, range)
  const required = (name: string, value: string | undefined): string => {
    if (value === undefined) throw invalidArgument(`${pathOf(place, name)} is required.`)
    return value
  }
  const color = required('Color', textAt(place, 'Color'))
  if (!HEX_COLOR.test(color) && !COLOR_NAMES.has(color.toLowerCase())) {
    throw invalidArgument(
      `${pathOf(place, 'Color')} must be the name of a colour, such as White, or six hexadecimal digits.`,
    )
  }
  const sprite = SpriteParams.parse(
    present({
      CellWidth: number('CellWidth', CELL_SIDE),
      CellHeight: number('CellHeight', CELL_SIDE),
      Padding: number('Padding', GAP),
      Margin: number('Margin', GAP),
      Color: color,
      Columns: required('Columns', number('Columns', CELLS)),
      Lines: required('Lines', number('Lines', CELLS)),
      ScaleMethod: optionalChoice(place, 'ScaleMethod', SCALE_METHODS),
    }),
  )
  rejectHuge(place, sprite)
  return sprite
}

/** The least that the sheet can be; with the size of the cells known only from the video, the run decides. */
function rejectHuge({ path }: FieldPath, sprite: SpriteParams): void {
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
