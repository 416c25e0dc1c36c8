import { elementAt, isElements, readParameters, withElement, type Elements } from './parameters.ts'
import { formatOf, shapeOf } from './tag-shapes.ts'
import { usualParameters } from './usual-parameters.ts'

/** What the user gave beside the files. */
export interface RunParameters {
  readonly tag: string
  /** `Name=Value`, below the tag's own block. */
  readonly set: readonly string[]
  /** `Name=Value`, below Operation. */
  readonly setOperation: readonly string[]
  readonly template: string | undefined
  /** A sentence about a parameter that the tag of this release does not have. */
  readonly misspelt?: string | undefined
}

/** Where a job finds its inputs and puts its outputs. */
export interface RunPlace {
  readonly bucket: { readonly name: string; readonly region: string }
  readonly inputs: readonly string[]
  /** All inputs, and nothing else. */
  readonly inputPrefix: string
  readonly outputPrefix: string
  /** The key of the output, which may have variables; `undefined` when none is wanted. */
  readonly output: string | undefined
}

/** Returns the body of POST /jobs in JSON. Throws ParameterError. */
export function buildRequest(parameters: RunParameters, place: RunPlace): Elements {
  const { tag, setOperation, template } = parameters
  const shape = shapeOf(tag)
  const block = buildBlock(parameters, place)
  const [input] = place.inputs
  const operation = readParameters('set-operation', setOperation, {
    ...(template !== undefined && { TemplateId: template }),
    ...(tag !== 'StreamExtract' && Object.keys(block).length > 0 && { [shape.block]: block }),
    ...(place.output !== undefined && { Output: outputOf(tag, block, place) }),
  })
  return {
    Tag: tag,
    ...(shape.takesAll === undefined && input !== undefined && { Input: { Object: input } }),
    ...(Object.keys(operation).length > 0 && { Operation: operation }),
    // The command waits for the job. Its queue may be set to send callbacks, which nobody expects.
    CallBack: 'no',
  }
}

function buildBlock({ tag, set, template }: RunParameters, place: RunPlace): Elements {
  const shape = shapeOf(tag)
  const block = readParameters('set', set, inputsOf(tag, place))
  if (template !== undefined) return block
  const format = place.output === undefined ? undefined : formatOf(place.output)
  const isAsked = !shape.format || format === undefined || elementAt(block, shape.format) !== undefined
  const formatted = isAsked ? block : withElement(block, shape.format, format)
  const value = shape.format && elementAt(formatted, shape.format)
  const wanted = { format: typeof value === 'string' ? value : undefined, output: place.output }
  return { ...usualParameters(tag, formatted, wanted), ...formatted }
}

/** What the block of a tag that takes all inputs, or makes a folder, says of them. */
function inputsOf(tag: string, { bucket, inputs, inputPrefix, outputPrefix }: RunPlace): Elements {
  const shape = shapeOf(tag)
  if (shape.makesFolder) return { Prefix: outputPrefix }
  // The keys are those of this run alone: nobody wants them in the archive.
  if (shape.takesAll === 'prefix') return { Prefix: inputPrefix, Flatten: '1' }
  if (shape.takesAll !== 'fragments') return {}
  const host = `https://${bucket.name}.cos.${bucket.region}.myqcloud.com`
  const urls = inputs.map((key) => `${host}/${key.split('/').map(encodeURIComponent).join('/')}`)
  return { ConcatFragment: urls.map((Url) => ({ Url })) }
}

function outputOf(tag: string, block: Elements, { bucket, output = '' }: RunPlace): Elements {
  const place = { Region: bucket.region, Bucket: bucket.name }
  if (shapeOf(tag).makesFolder) return place
  if (tag === 'StreamExtract') return { ...place, StreamExtract: { ...block, Object: output } }
  return { ...place, Object: output }
}

/** The format that the parameters ask for, if they do. */
export function formatAsked({ tag, set }: RunParameters): string | undefined {
  const { format = ['Format'] } = shapeOf(tag)
  const value = elementAt(readParameters('set', set), format)
  return value === undefined || isElements(value) || typeof value !== 'string' ? undefined : value
}
