import type { Clock } from '../../base/clock.ts'
import { openAudioInput, type AudioInput } from '../audio-input.ts'
import { AudioDecoder } from '../decode.ts'
import { inputTooLong } from '../refusal.ts'
import { isLongerThan } from '../timeline/scan.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { shapeFor, type ViewMeasures } from './view-layout.ts'
import { ViewWriter } from './view-writer.ts'

export interface ViewOrder {
  readonly inputPath: string
  /** Empty. */
  readonly directory: string
  /** A longer input is refused, s. */
  readonly maxDurationS: number
}

export interface MakeTools {
  readonly clock: Clock
  readonly report: (percent: number) => void
}

/**
 * Makes the files of a view of the sound of a file.
 * @throws {MediaRefusal} when it has no sound, can't be decoded, or is too long.
 */
export async function makeView(
  { inputPath, directory, maxDurationS }: ViewOrder,
  { clock, report }: MakeTools,
): Promise<ViewMeasures> {
  using input = await openBounded(inputPath, { maxDurationS, report })
  const { sampleRate, channelLayout } = input.stream.codecpar
  const shape = {
    ...shapeFor({ sampleRate, fileChannels: channelLayout.nbChannels }),
    ...(input.claimedS !== undefined && { claimedS: input.claimedS }),
  }
  const isStereo = shape.channels === 2
  using decoder = new AudioDecoder(input, { sampleRate, maxDurationS, wantsSides: isStereo })
  using writer = new ViewWriter({ directory, shape, clock })
  const yieldToEventLoop = createEventLoopYield(clock)
  for (const { mono, sides } of decoder.sound()) {
    writer.push(isStereo ? sides : [mono], mono)
    report(decoder.progress * 100)
    await yieldToEventLoop()
  }
  return writer.finish(decoder.decodedS)
}

/** @throws {MediaRefusal} when it has no sound, or its packets are longer than allowed. */
export async function openBounded(
  inputPath: string,
  { maxDurationS, report }: { readonly maxDurationS: number; readonly report: (percent: number) => void },
): Promise<AudioInput> {
  using opening = new DisposableStack()
  const input = opening.use(openAudioInput(inputPath))
  const limit = { streams: [input.stream.index], limitS: maxDurationS }
  if (await isLongerThan(input, limit, () => report(0))) throw inputTooLong(maxDurationS)
  opening.move()
  return input
}
