import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { Finding, Problem } from '../../base/check.ts'
import type { Log } from '../../base/log.ts'
import { createMediaPool } from '../../media/pool/pool.ts'
import type { NoiseReductionSettings } from './run.ts'

const CHILD = new URL('./check-child.ts', import.meta.url)

/** -60 dB of full scale: the voice that is given is a thousand times louder than that. */
const SILENT = 0.001
/** From here on an hour of sound takes an hour. */
const SLOW = 1

const figuresSchema = z.object({
  samples: z.number(),
  expectedSamples: z.number(),
  broken: z.number(),
  peak: z.number(),
  realTimeFactor: z.number(),
})
type Figures = z.infer<typeof figuresSchema>

/** Cleans a generated noisy voice in a media child, with its limits, and checks the output. */
export async function checkDenoiser(
  { setting, wet, log }: Pick<NoiseReductionSettings, 'setting' | 'wet'> & { readonly log: Log },
  signal: AbortSignal,
): Promise<Finding> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
  await using opened = new AsyncDisposableStack()
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const pool = opened.use(createMediaPool({ size: 1, log }))
  const result = await pool.run({ module: CHILD, input: { directory, setting, wet } }, signal)
  if (result.kind !== 'done')
    throw new Error('message' in result ? result.message : 'The media process was ended.')
  const figures = figuresSchema.parse(result.value)
  return {
    found: `LEMNIS_DENOISE=${setting} takes ${figures.realTimeFactor} s for a second of sound`,
    figures: { setting, ...figures },
    problems: problemsOf(figures),
  }
}

/** What is wrong with the output, by its figures. */
export function problemsOf({ samples, expectedSamples, broken, peak, realTimeFactor }: Figures): Problem[] {
  const advice = 'Run "npm ci" again, so that the engines are those of this release.'
  const failed = (what: string): Problem => ({ state: 'failed', what, advice })
  return [
    ...(samples === expectedSamples
      ? []
      : [failed(`${expectedSamples} samples went in and ${samples} came out.`)]),
    ...(broken === 0 ? [] : [failed(`${broken} samples of the output are no numbers.`)]),
    ...(peak > SILENT ? [] : [failed('The output is silent.')]),
    ...(realTimeFactor < SLOW
      ? []
      : [
          {
            state: 'warning',
            what: `A second of sound takes ${realTimeFactor} s of work.`,
            advice: 'Set LEMNIS_DENOISE=fast, or lower LEMNIS_CONCURRENCY on a machine that is busy.',
          } as const,
        ]),
  ]
}
