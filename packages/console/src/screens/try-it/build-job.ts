import { buildRequest, formatAsked } from '../../../../server/src/job-requests/build-request.ts'
import type { Elements } from '../../../../server/src/job-requests/parameters.ts'
import { extensionOf, shapeOf } from '../../../../server/src/job-requests/tag-shapes.ts'
import type { FormValues } from '../../forms/tag-form.tsx'

export interface JobChoice {
  readonly tag: string
  readonly values: FormValues
  readonly bucket: { readonly name: string; readonly region: string }
  /** The key of the input; what is made gets a key beside it. */
  readonly input: string
  /** Empty: none. */
  readonly callback: string
}

/** Returns the body of POST /jobs for what was chosen, the same as `lemnis run` would send. */
export function buildJob({ tag, values, bucket, input, callback }: JobChoice): Elements {
  const block = `${shapeOf(tag).block}.`
  const all = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  const parameters = {
    tag,
    set: all.filter((text) => text.startsWith(block)).map((text) => text.slice(block.length)),
    setOperation: all.filter((text) => !text.startsWith(block)),
    template: undefined,
  }
  const folder = input.slice(0, input.lastIndexOf('/') + 1)
  const request = buildRequest(parameters, {
    bucket,
    inputs: [input],
    inputPrefix: folder,
    outputPrefix: `${folder}out/`,
    output: outputKey(tag, input, formatAsked(parameters)),
  })
  return { ...request, CallBack: callback === '' ? 'no' : callback }
}

function outputKey(tag: string, input: string, format: string | undefined): string | undefined {
  const { onlyAnswers, makesFolder, isNumbered, extension } = shapeOf(tag)
  if (onlyAnswers || makesFolder) return undefined
  const slash = input.lastIndexOf('/') + 1
  const [, base = '', own = 'bin'] = /^(.*?)(?:\.([^.]*))?$/.exec(input.slice(slash)) ?? []
  const ending = format === undefined ? (extension ?? own) : extensionOf(format)
  return `${input.slice(0, slash)}out/${base}${isNumbered ? '-${Number}' : ''}.${ending}`
}
