import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** A part of the sound of a file, seconds. */
const stretch = z.strictObject({
  from: z.number(),
  to: z.number(),
  /** Counted from 0; without it the loudest is looked at. */
  channel: z.int().exactOptional(),
  /** Whether there is nothing to be heard; otherwise there must be sound throughout. */
  silent: z.literal(true).exactOptional(),
  /** The level of a whole stretch, dB below full scale. */
  db: z.number().exactOptional(),
  /** The pitch of a pure tone. */
  hz: z.number().exactOptional(),
})
export type Stretch = z.infer<typeof stretch>

const shown = z.strictObject({ at: z.number(), colour: z.string() })

/** What is right of one output. What is left out is not looked at. */
const fileFacts = z.strictObject({
  seconds: z.number().exactOptional(),
  /** How far the length may be off, seconds. */
  within: z.number().exactOptional(),
  sound: z.array(stretch).exactOptional(),
  /** The colours in the middle of the picture at times, seconds; a single picture is at 0. */
  picture: z.array(shown).exactOptional(),
  /** How many pictures can be decoded. */
  frames: z.int().exactOptional(),
  width: z.int().exactOptional(),
  height: z.int().exactOptional(),
  /** Width by height as shown, pixels that are not square included. */
  shape: z.number().exactOptional(),
  /** Hz */
  rate: z.int().exactOptional(),
  channels: z.int().exactOptional(),
})
export type FileFacts = z.infer<typeof fileFacts>

const expectation = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('Success'),
    /** A pattern of the whole message. */
    message: z.string().exactOptional(),
    /** The length that MediaInfo returns, seconds. */
    duration: z.number().exactOptional(),
    /** Of each output, in the order of their keys. */
    files: z.array(fileFacts).exactOptional(),
  }),
  z.strictObject({ state: z.literal('Failed'), code: z.string(), message: z.string() }),
])
export type Expectation = z.infer<typeof expectation>

type Content = string | readonly Content[] | { readonly [name: string]: Content }
const content: z.ZodType<Content> = z.lazy(() =>
  z.union([z.string(), z.array(content), z.record(z.string(), content)]),
)

const check = z.strictObject({
  /** `still`: the picture of the synchronous call. */
  tag: z.string(),
  /** What is in the Operation of the request; Region and Bucket of its Output are added. */
  operation: z.record(z.string(), content),
  expected: expectation,
})
export type Check = z.infer<typeof check>

const caseFile = z.strictObject({
  file: z.string(),
  /** Where what is right comes from. */
  because: z.string(),
  checks: z.array(check),
})

export interface MediaCase extends z.infer<typeof caseFile> {
  readonly name: string
  readonly path: string
}

const FOLDER = path.join(import.meta.dirname, 'media')

/** Returns the cases, one for each folder, by name. */
export function readMediaCases(): readonly MediaCase[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = path.join(FOLDER, name)
      const read = caseFile.parse(JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')))
      return { name, path: path.join(folder, read.file), ...read }
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** Returns what is wrong with the folder of a case: it has its input, what makes it, and nothing else. */
export function strayFilesOf({ path: input, file }: MediaCase): readonly string[] {
  const folder = path.dirname(input)
  const expected = [file, 'case.json']
  const makes = readdirSync(folder).filter((name) => /^make\.(sh|py)$/.test(name))
  const stray = readdirSync(folder).filter((name) => !expected.includes(name) && !makes.includes(name))
  const missing = existsSync(input) ? [] : [`${file} is missing`]
  return [...stray, ...missing, ...(makes.length === 1 ? [] : ['there must be one make.sh or make.py'])]
}

/** Returns the elements of a request's Operation as XML. */
export function operationXml({ operation }: Check, place: string): string {
  const element = (name: string, value: Content): string => {
    if (typeof value === 'string') return `<${name}>${escaped(value)}</${name}>`
    if (Array.isArray(value)) return value.map((each: Content) => element(name, each)).join('')
    const inner = Object.entries(value).map(([key, each]) => element(key, each))
    return `<${name}>${name === 'Output' ? place : ''}${inner.join('')}</${name}>`
  }
  return Object.entries(operation)
    .map(([name, value]) => element(name, value))
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
