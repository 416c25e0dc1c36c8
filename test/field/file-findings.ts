import { ffprobe, type FfprobeReport } from '../../tooling/ffprobe.ts'
import { levelOf, pitchOf, soundIn } from './sound-levels.ts'
import { decodeColours, decodeSound, LOOKS, type Colour, type Sound } from './look-at-file.ts'
import type { FileFacts, Stretch } from './media-cases.ts'

/** A fact of a case, and what was seen. */
export interface Finding {
  readonly fact: string
  readonly expected: string
  readonly seen: string
  readonly isRight: boolean
}

/** How far a length may be off where the case does not say it, s. */
const WITHIN_S = 0.05
/** How far a level may be off, dB. */
const WITHIN_DB = 1.5
/** How far a pitch may be off, as a share. */
const WITHIN_PITCH = 0.03

/** Of a file without a stream of sound. */
const SILENCE: Sound = { channels: [], rate: 1 }

const COLOURS = new Map<string, Colour>([
  ['black', [0, 0, 0]],
  ['white', [255, 255, 255]],
  ['red', [255, 0, 0]],
  ['green', [0, 128, 0]],
  ['blue', [0, 0, 255]],
  ['yellow', [255, 255, 0]],
  ['cyan', [0, 255, 255]],
  ['magenta', [255, 0, 255]],
])

/** Compares an output with what is right of it. */
export async function findInFile(file: string, facts: FileFacts): Promise<readonly Finding[]> {
  const found = await ffprobe(file, { counts: facts.frames !== undefined })
  const { channels } = soundOf(found) ?? {}
  const sound = facts.sound && channels !== undefined ? await decodeSound(file, channels) : SILENCE
  const colours = facts.picture && videoOf(found) ? await decodeColours(file) : []
  return [
    ...compareNumbers(found, facts),
    ...(facts.sound ?? []).map((part) => compareStretch(sound, part)),
    // The last picture stays.
    ...(facts.picture ?? []).map(({ at, colour }) =>
      compare(`picture at ${at}`, colour, nearestColour(colours[Math.floor(at * LOOKS)] ?? colours.at(-1))),
    ),
  ]
}

/** Returns a finding about two texts that must be the same. */
export function compare(fact: string, expected: string, seen: string): Finding {
  return { fact, expected, seen, isRight: expected === seen }
}

/** Returns a finding about a number. */
export function compareNumber(
  fact: string,
  expected: number,
  { seen, within = 0 }: { readonly seen: number | undefined; readonly within?: number },
): Finding {
  const isRight = seen !== undefined && Math.abs(seen - expected) <= within + 1e-9
  const rounded = seen === undefined ? 'none' : String(Math.round(seen * 1_000) / 1_000)
  return { fact, expected: String(expected), seen: rounded, isRight }
}

function compareNumbers(found: FfprobeReport, facts: FileFacts): readonly Finding[] {
  const video = videoOf(found)
  const audio = soundOf(found)
  const { duration } = found.format
  const numbers: readonly [string, number | undefined, number | undefined, number?][] = [
    ['seconds', facts.seconds, duration, facts.within ?? WITHIN_S],
    ['frames', facts.frames, video?.nb_read_frames],
    ['width', facts.width, video?.width],
    ['height', facts.height, video?.height],
    ['shape', facts.shape, video && shapeOf(video), 0.02],
    ['rate', facts.rate, audio?.sample_rate],
    ['channels', facts.channels, audio?.channels],
  ]
  return numbers.flatMap(([fact, expected, seen, within = 0]) =>
    expected === undefined ? [] : [compareNumber(fact, expected, { seen, within })],
  )
}

function videoOf({ streams }: FfprobeReport): FfprobeReport['streams'][number] | undefined {
  return streams.find(({ codec_type }) => codec_type === 'video')
}

function soundOf({ streams }: FfprobeReport): FfprobeReport['streams'][number] | undefined {
  return streams.find(({ codec_type }) => codec_type === 'audio')
}

/** Returns width by height as shown. */
function shapeOf({
  width = 0,
  height = 1,
  sample_aspect_ratio: ratio = '1:1',
}: FfprobeReport['streams'][number]): number {
  const [num = 0, den = 0] = ratio.split(':').map(Number)
  return (width / height) * (num > 0 && den > 0 ? num / den : 1)
}

function compareStretch(sound: Sound, part: Stretch): Finding {
  const { from, to, channel, silent, db, hz } = part
  const samples = soundIn(sound, channel)
  const { quietest, loudest, level } = levelOf(samples, { from, to, rate: sound.rate })
  const pitch = pitchOf(samples, { from, to, rate: sound.rate })
  const where = channel === undefined ? '' : ` of channel ${channel}`
  const isHeard = silent ? loudest < -50 : quietest > -45
  const isAsLoud = db === undefined || Math.abs(level - db) <= WITHIN_DB
  const isAsHigh = hz === undefined || Math.abs(pitch - hz) <= hz * WITHIN_PITCH
  const wanted = [
    silent ? 'silence' : 'sound',
    db === undefined ? '' : `${db} dB`,
    hz === undefined ? '' : `${hz} Hz`,
  ]
  return {
    fact: `${from}–${to} s${where}`,
    expected: wanted.filter((text) => text !== '').join(', '),
    seen: `${quietest.toFixed(0)} to ${loudest.toFixed(0)} dB, mean ${level.toFixed(1)} dB, ${pitch.toFixed(0)} Hz`,
    isRight: isHeard && isAsLoud && isAsHigh,
  }
}

function nearestColour(seen: Colour | undefined): string {
  if (!seen) return 'none'
  const distance = (colour: Colour): number =>
    colour.reduce((sum, value, n) => sum + (value - (seen[n] ?? 0)) ** 2, 0)
  const [nearest] = [...COLOURS].toSorted(([, one], [, other]) => distance(one) - distance(other))
  return nearest && distance(nearest[1]) < 90 ** 2 ? nearest[0] : `rgb(${seen.join(', ')})`
}
