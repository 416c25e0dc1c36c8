import { decode } from '../reference/decode.ts'
import { soundFrame, soundRule, verdictOf, type Case, type Check, type Verdict } from './check.ts'
import { lengthProblem, soundProblem } from './compare-sound.ts'

const FORMATS = ['wav', 'm4a', 'mp3'] as const
const SOUND_ONLY = { sound: true, pictures: false }

/** Of cleaned speech the length alone is compared. */
export const checkNoiseReduction: Check = async (at) => {
  const { lemnis, file, expected, directory } = at
  const content = '<NoiseReduction><Format>wav</Format></NoiseReduction>'
  const ran = await lemnis.run({ tag: 'NoiseReduction', content, object: 'out/a.wav', input: file })
  const verdict = await verdictOf(at, ran, {
    tag: 'NoiseReduction',
    reads: 'audio',
    compare: async ([made]) => {
      const { sound } = await decode(made?.path ?? '', { ...SOUND_ONLY, directory })
      return lengthProblem(sound.seconds, expected.alone.sound.seconds, soundFrame(at, 48_000))
    },
  })
  return [verdict]
}

export const checkTranscodeOfSound: Check = async (at) => [
  await transcode(at, FORMATS[at.recipe.choice % 3] ?? 'wav'),
]

async function transcode(at: Case, format: (typeof FORMATS)[number]): Promise<Verdict> {
  const { lemnis, file, expected, directory } = at
  const content =
    `<Transcode><Container><Format>${format}</Format></Container>` +
    '<Audio><Remove>false</Remove></Audio></Transcode>'
  const ran = await lemnis.run({ tag: 'Transcode', content, object: `out/a.${format}`, input: file })
  return verdictOf(at, ran, {
    tag: `Transcode ${format}`,
    reads: 'audio',
    compare: async ([made]) => {
      const { sound } = await decode(made?.path ?? '', { ...SOUND_ONLY, directory })
      return soundProblem(sound, expected.alone.sound, soundRule(at, format !== 'wav'))
    },
  })
}
