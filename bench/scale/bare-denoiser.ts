// Noise reduction alone: the module that the service's media children run, in a process that does nothing else.
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { run } from '../../packages/server/src/tags/noise-reduction/child.ts'

const orderSchema = z.strictObject({ inputPath: z.string(), outputPath: z.string(), count: z.int() })

/** Cleans a file so many times, and tells how long it took. */
async function work(message: unknown): Promise<void> {
  const { inputPath, outputPath, count } = orderSchema.parse(message)
  const task = {
    inputPath,
    outputPath,
    format: 'wav',
    sampleRate: 16_000,
    setting: 'balanced',
    wet: 1,
    maxDurationS: 60,
  }
  const from = performance.now()
  const cpu = process.cpuUsage()
  for (let done = 0; done < count; done += 1) await run(task, () => undefined)
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ ms: performance.now() - from, cpuMs: (user + system) / 1_000 })
}

process.on('message', (message) => {
  void work(message)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
