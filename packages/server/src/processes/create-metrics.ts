import path from 'node:path'
import { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import type { AppContext } from './app-context.ts'

/** The metrics of a process, which also count the damaged blobs that it finds. */
export function createMetrics(
  { dataDir, damage }: AppContext,
  { countsStored }: { readonly countsStored: boolean },
): ServiceMetrics {
  const below = (name: string): string => path.join(dataDir, name)
  // Each may be a file system of its own.
  const directories = { data: dataDir, blobs: below('blobs'), staging: below('staging'), work: below('work') }
  const metrics = new ServiceMetrics(directories, { countsStored })
  damage.onFound(metrics.observeDamage)
  return metrics
}
