import type { Contender } from './contender.ts'
import { median } from '../figures.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const JOBS = Number(process.env['BENCH_JOBS'] ?? 20_000)
const LOOK_MS = 20

/** Jobs a second, the median of some rounds, by name. */
export async function measureThroughput(
  contenders: readonly Contender[],
  processes: number,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of contenders) rates.get(contender.name)?.push(await once(contender, processes))
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]))
}

async function once(contender: Contender, processes: number): Promise<number> {
  await contender.fill(JOBS)
  await using workers = await contender.startWorkers({ processes })
  const from = performance.now()
  await workers.begin()
  while ((await contender.open()) > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  return (JOBS * 1_000) / (performance.now() - from)
}
