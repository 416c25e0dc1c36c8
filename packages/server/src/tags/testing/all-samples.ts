import { loadSample } from './load-tag.ts'
import type { SampleSpec } from './tag-sample.ts'
import { TAGS } from './test-tags.ts'

/** The sample of each tag, by the tag's name. */
export const SAMPLES: ReadonlyMap<string, SampleSpec> = new Map(
  await Promise.all(TAGS.map(async ({ name }) => [name, (await loadSample(name)).spec] as const)),
)

/** Throws for a tag that is not of this release. */
export function sampleOf(tag: string): SampleSpec {
  const sample = SAMPLES.get(tag)
  if (!sample) throw new Error(`there is no sample of ${tag}`)
  return sample
}
