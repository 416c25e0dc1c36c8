import { ProtocolError } from '../../protocol/errors.ts'
import { invalidArgument } from '../../protocol/xml/read-fields.ts'
import { choice, isSide, MAX_SIDE, whole, type Words } from './rule-words.ts'
import { GRAVITIES, type Gravity, type PictureFormat, type ProcessRule, type Step } from './rule.ts'
import { parseThumbnail } from './thumbnail.ts'

/** What one operation adds to a rule. */
interface Part extends Partial<Omit<ProcessRule, 'steps'>> {
  readonly step?: Step
  readonly gravity?: Gravity
}

/** Keeps a chain from being an attack on the processor. */
const MAX_STEPS = 20
const FORMATS = new Map<string, PictureFormat>([
  ['jpg', 'jpeg'],
  ['jpeg', 'jpeg'],
  ['png', 'png'],
  ['webp', 'webp'],
  ['gif', 'gif'],
  ['avif', 'avif'],
])
const ABSENT_FORMATS = ['bmp', 'heif', 'heic', 'tpg', 'yjpeg', 'astc', 'svgz', 'jxl']

const OPERATIONS: ReadonlyMap<string, (words: Words) => Part> = new Map([
  ['thumbnail', readThumbnail],
  ['crop', readCrop],
  ['cut', readCut],
  ['gravity', (words) => ({ gravity: choice(words, 'gravity', GRAVITIES) })],
  ['auto-orient', () => ({ step: { name: 'auto-orient' } })],
  ['rotate', (words) => ({ step: { name: 'rotate', degrees: whole(words, 'rotate', [0, 360]) } })],
  ['flip', (words) => ({ step: { name: 'flip', along: choice(words, 'flip', ['vertical', 'horizontal']) } })],
  ['blur', readBlur],
  ['sharpen', (words) => ({ step: { name: 'sharpen', amount: whole(words, 'sharpen', [10, 300]) } })],
  ['bright', (words) => ({ step: { name: 'bright', percent: whole(words, 'bright', [-100, 100]) } })],
  ['contrast', (words) => ({ step: { name: 'contrast', percent: whole(words, 'contrast', [-100, 100]) } })],
  [
    'grayscale',
    (words) => (choice(words, 'grayscale', ['0', '1']) === '1' ? { step: { name: 'grayscale' } } : {}),
  ],
  ['format', readFormat],
  ['quality', readQuality],
  ['rquality', (words) => ({ quality: { kind: 'relative', value: whole(words, 'rquality', [0, 100]) } })],
  ['lquality', (words) => ({ quality: { kind: 'lowest', value: whole(words, 'lquality', [0, 100]) } })],
  ['interlace', (words) => ({ interlace: choice(words, 'interlace', ['0', '1']) === '1' })],
  ['strip', () => ({ strip: true })],
])

/**
 * Reads a chain of `imageMogr2` operations, such as `imageMogr2/thumbnail/!50p/rotate/90|imageMogr2/format/webp`.
 * Throws InvalidArgument, and NotImplemented for an operation that is none of those above.
 */
export function parseProcessRule(path: string, rule: string): ProcessRule {
  const parts = rule.split('|').flatMap((section) => readSection(path, section))
  const read = parts.reduce<ProcessRule>(
    ({ steps, ...rest }, { step, gravity: _, ...more }) => ({
      ...rest,
      ...more,
      steps: step ? [...steps, step] : steps,
    }),
    { steps: [], interlace: false, strip: false },
  )
  if (read.steps.length > MAX_STEPS) throw invalidArgument(`${path} has more than ${MAX_STEPS} operations.`)
  return read
}

function readSection(path: string, section: string): readonly Part[] {
  const [process = '', ...names] = section.trim().split('/').map(decodeWord)
  if (process !== 'imageMogr2') throw notImplemented(path, process)
  const words = names.filter((word) => word !== '').values()
  const next = (of: string): string => {
    const { value, done } = words.next()
    if (done === true) throw invalidArgument(`${path}: ${of} needs a value.`)
    return value
  }
  const parts: Part[] = []
  for (let word = words.next(); word.done !== true; word = words.next()) {
    const read = OPERATIONS.get(word.value)
    if (!read) throw notImplemented(path, word.value)
    parts.push(read({ path, next }))
  }
  return withGravity(parts)
}

/** Where a crop is taken from may be said before it or behind it. */
function withGravity(parts: readonly Part[]): readonly Part[] {
  const gravity = parts.findLast((part) => part.gravity !== undefined)?.gravity
  return parts.map(({ step, ...part }) => {
    if (step?.name === 'crop' && gravity) return { ...part, step: { ...step, gravity } }
    return step ? { ...part, step } : part
  })
}

function readThumbnail(words: Words): Part {
  const text = words.next('thumbnail')
  const thumbnail = parseThumbnail(text)
  const sizes = Object.entries(thumbnail ?? {}).flatMap(([name, value]) =>
    typeof value !== 'number' || name === 'pixels' ? [] : [value],
  )
  if (thumbnail && sizes.every((size) => size >= 1 && size <= MAX_SIDE))
    return { step: { name: 'thumbnail', thumbnail } }
  throw invalidArgument(
    `${words.path}: thumbnail must be a size of 1 to ${MAX_SIDE}, such as 300x, x200, 300x200, 300x200!, !300x200r, !50p or 60000@.`,
  )
}

function readCrop(words: Words): Part {
  const [, width = '', height = ''] = /^(\d*)x(\d*)$/.exec(words.next('crop')) ?? []
  const sizes = [width, height].filter((text) => text !== '')
  if (sizes.length === 0 || !sizes.every(isSide))
    throw invalidArgument(
      `${words.path}: crop must be a size of 1 to ${MAX_SIDE}, such as 300x200, 300x or x200.`,
    )
  return {
    step: {
      name: 'crop',
      ...(width !== '' && { width: Number(width) }),
      ...(height !== '' && { height: Number(height) }),
      gravity: 'northwest',
    },
  }
}

function readCut(words: Words): Part {
  const [, width = '', height = '', left = '', top = ''] =
    /^(\d+)x(\d+)x(\d{1,6})x(\d{1,6})$/.exec(words.next('cut')) ?? []
  if (isSide(width) && isSide(height)) {
    return {
      step: {
        name: 'cut',
        width: Number(width),
        height: Number(height),
        left: Number(left),
        top: Number(top),
      },
    }
  }
  throw invalidArgument(
    `${words.path}: cut must be <width>x<height>x<left>x<top> with sides of 1 to ${MAX_SIDE}.`,
  )
}

function readBlur(words: Words): Part {
  const [, radius = '', sigma = ''] = /^(\d{1,2})x(\d{1,3}(?:\.\d{1,3})?)$/.exec(words.next('blur')) ?? []
  const blur = { radius: Number(radius), sigma: Number(sigma) }
  if (blur.radius >= 1 && blur.radius <= 50 && blur.sigma > 0) return { step: { name: 'blur', ...blur } }
  throw invalidArgument(
    `${words.path}: blur must be <radius>x<sigma> with a radius of 1 to 50 and a sigma above 0.`,
  )
}

function readFormat(words: Words): Part {
  const text = words.next('format').toLowerCase()
  const format = FORMATS.get(text)
  if (format) return { format }
  if (ABSENT_FORMATS.includes(text)) throw notImplemented(words.path, `format/${text}`)
  throw invalidArgument(`${words.path}: format must be one of ${[...FORMATS.keys()].join(', ')}.`)
}

function readQuality(words: Words): Part {
  const text = words.next('quality')
  const forced = text.endsWith('!')
  const value = Number(forced ? text.slice(0, -1) : text)
  if (/^\d{1,3}!?$/.test(text) && value <= 100)
    return { quality: { kind: forced ? 'forced' : 'absolute', value } }
  throw invalidArgument(
    `${words.path}: quality must be 0 to 100, with ! behind it to have it whatever the original's is.`,
  )
}

/** Rules are written as in URLs, encoded or not. */
function decodeWord(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}

function notImplemented(path: string, what: string): ProtocolError {
  return new ProtocolError(
    'NotImplemented',
    `${path}: ${what.slice(0, 50)} is not implemented here; imageMogr2 with ${[...OPERATIONS.keys()].join(', ')} is.`,
  )
}
