import { rm } from 'node:fs/promises'
import path from 'node:path'
import { listTags } from '../../../packages/server/src/tags/all-tags.ts'
import type { RunOutcome } from '../../../packages/server/src/tags/tag.ts'
import { anOperation, openTagHarness, outputXml } from '../../../packages/server/src/tags/testing/test-tag.ts'

const SETTINGS = {
  setting: 'fast',
  channels: 'keep',
  wet: 1,
  maxDurationS: 4 * 3_600,
  vendorLimits: false,
  timeZone: 480,
} as const
/** Longer than the limit of a task without progress, so that a stall is told as one. */
const TIME_LIMIT_MS = 90_000

export interface Asked {
  readonly tag: string
  /** The tag's own part of an operation. */
  readonly content: string
  /** Where the output goes; none for a tag without one, or that names several. */
  readonly object?: string
  readonly input: string
  readonly objects?: Readonly<Record<string, Uint8Array>>
}

export interface MadeOutput {
  readonly path: string
  readonly key: string
}

export type Ran =
  | { readonly kind: 'success'; readonly files: readonly MadeOutput[]; readonly result: unknown }
  | { readonly kind: 'refused'; readonly message: string }
  /** What must never happen. */
  | { readonly kind: 'broken'; readonly message: string }

/** The tags of the release with their real media processes, one job at a time. */
export interface Lemnis extends AsyncDisposable {
  run(asked: Asked): Promise<Ran>
  /** Removes what jobs have written so far. */
  tidy(): Promise<void>
}

export async function openLemnis(): Promise<Lemnis> {
  const tags = listTags(SETTINGS)
  const harness = await openTagHarness()
  const written = new Set<string>()

  async function outcomeOf({ tag: name, content, object, input, objects = {} }: Asked): Promise<RunOutcome> {
    const tag = tags.find((candidate) => candidate.name === name)
    if (!tag) throw new Error(`there is no tag ${name}`)
    const operation = anOperation(name, content + (object === undefined ? '' : outputXml(object)))
    const signal = AbortSignal.timeout(TIME_LIMIT_MS)
    return harness.runOperation(tag, operation, { input, objects, signal })
  }

  return {
    async run(asked) {
      const outcome = await outcomeOf(asked).catch((error: unknown) => ({ kind: 'thrown', error }) as const)
      switch (outcome.kind) {
        case 'success': {
          for (const file of outcome.files) written.add(path.dirname(file.path))
          const files = outcome.files.map((file) => ({ path: file.path, key: file.place.object }))
          return { kind: 'success', files, result: outcome.result }
        }
        case 'failed':
          return { kind: 'refused', message: `${outcome.code}: ${outcome.message}` }
        case 'thrown':
          return { kind: 'broken', message: `it threw ${String(outcome.error).slice(0, 400)}` }
        case 'aborted':
          return { kind: 'broken', message: `not done in ${TIME_LIMIT_MS} ms` }
        case 'broken':
        case 'unavailable':
          return { kind: 'broken', message: `${outcome.kind}: ${outcome.message}` }
      }
    },
    async tidy() {
      for (const directory of written) await rm(directory, { recursive: true, force: true })
      written.clear()
    },
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  }
}
