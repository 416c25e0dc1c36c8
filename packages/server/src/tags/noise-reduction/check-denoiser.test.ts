import { expect, test } from 'vitest'
import { silentLog } from '../../base/log.ts'
import { checkDenoiser, problemsOf } from './check-denoiser.ts'

test('a noisy voice comes back whole, from the child that jobs use', async () => {
  const options = { setting: 'fast', wet: 1, log: silentLog() } as const
  const { figures, problems } = await checkDenoiser(options, new AbortController().signal)
  expect(figures).toMatchObject({ samples: 32_000, expectedSamples: 32_000, broken: 0 })
  expect(figures['peak']).toBeGreaterThan(0.05)
  expect(problems.filter(({ state }) => state === 'failed')).toEqual([])
})

test.each([
  [{ samples: 31_000 }, '32000 samples went in and 31000 came out.'],
  [{ broken: 3 }, '3 samples of the output are no numbers.'],
  [{ peak: 0 }, 'The output is silent.'],
  [{ realTimeFactor: 1.5 }, 'A second of sound takes 1.5 s of work.'],
])('%o is a problem', (change, what) => {
  const figures = { samples: 32_000, expectedSamples: 32_000, broken: 0, peak: 0.3, realTimeFactor: 0.1 }
  expect(problemsOf(figures)).toEqual([])
  expect(problemsOf({ ...figures, ...change })).toMatchObject([{ what }])
})
