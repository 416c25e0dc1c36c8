import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { EngineCache } from '../../packages/server/src/media/denoise/load-engines.ts'
import { DENOISE_SETTINGS } from '../../packages/server/src/media/denoise/settings.ts'
import type { SpeechDenoiser } from '../../packages/server/src/media/denoise/speech-denoiser.ts'
import { AudioEncoder } from '../../packages/server/src/media/encode.ts'
import { CLIP_RATE, readClips, type Clip } from './clips.ts'
import { contenders, type OtherRelease } from './contenders.ts'
import { CostBench } from './cost.ts'
import { materialOf, noisesAlone, wideMaterialOf } from './material/material.ts'
import { generatedVoices, recordedVoices, type Voice } from './material/voices.ts'
import { printGroup } from './print-group.ts'
import { measure, type Measures } from './quality.ts'

const HELP = `Measures noise reduction beside its engines and FFmpeg's afftdn: npm run bench:denoise -- [DIR…] [options]

  DIR            pairs NAME.noisy.wav, NAME.clean.wav; without any, material of generated or recorded voices
  --voices DIR   a folder of recordings for each talker, instead of generated voices
  --tuned NAMES  the talkers, separated by commas, that constants were chosen with: printed apart from the others
  --before TREE  a checkout of another release, which is measured beside this one
  --write DIR    writes what each contender makes, for other measures
  --each         prints each clip
  --cost         processor time and memory of a child as well (Linux)
  --long         memory at three hours against three minutes, and how fast eight hours are refused (some minutes)
  --help         this text`

const SEED = 1
/** Recordings of a minute each that the cost is measured with. */
const MOST_FOR_COST = 9

const { values, positionals } = parseArgs({
  options: {
    voices: { type: 'string' },
    tuned: { type: 'string', default: '' },
    before: { type: 'string' },
    write: { type: 'string' },
    each: { type: 'boolean', default: false },
    cost: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const before = values.before === undefined ? undefined : await otherRelease(values.before)
const sets = positionals.length > 0 ? positionals.map(directorySet) : materialSets()
for (const { name, clips } of sets) {
  console.log(`\n== ${name}: ${clips.length} clips`)
  await printQuality(clips)
}
const recordings = sets
  .flatMap(({ clips }) => clips)
  .filter(({ kind, rate }) => kind === 'noisy' && rate === CLIP_RATE)
  .slice(0, MOST_FOR_COST)
if (values.cost) await printCost(recordings)
if (values.long) await printLong(recordings)

interface ClipSet {
  readonly name: string
  readonly clips: readonly Clip[]
}

function directorySet(directory: string): ClipSet {
  return { name: directory, clips: readClips(directory) }
}

/** Material of the talkers that were tuned with, and of those that were not. */
function materialSets(): ClipSet[] {
  const voices = values.voices === undefined ? generatedVoices() : recordedVoices(values.voices)
  const names = values.tuned.split(',')
  const setOf = (name: string, some: readonly Voice[]): ClipSet => ({
    name: `${name} (${some.map((voice) => voice.name).join(', ')})`,
    clips: [...materialOf(some, SEED), ...wideMaterialOf(some, SEED)],
  })
  return [
    setOf(
      'talkers for tuning',
      voices.filter((voice) => names.includes(voice.name)),
    ),
    setOf(
      'other talkers',
      voices.filter((voice) => !names.includes(voice.name)),
    ),
    { name: 'noise alone', clips: noisesAlone() },
  ].filter(({ clips }) => clips.length > 0)
}

async function printQuality(clips: readonly Clip[]): Promise<void> {
  const groups = Map.groupBy(clips, ({ group }) => group)
  for (const contender of contenders(new EngineCache(), before)) {
    for (const [group, members] of groups) {
      const measures: Measures[] = []
      for (const clip of members) {
        const processed = await contender.process(clip.noisy, clip.rate)
        const measured = measure(clip, processed)
        measures.push(measured)
        if (values.each) printGroup(`${contender.name}: ${clip.name}`, [measured])
        if (values.write !== undefined)
          write(values.write, `${clip.name}.${contender.name}`, { processed, clip })
      }
      printGroup(`${contender.name.padEnd(17)} ${group.padEnd(18)}`, measures)
    }
  }
}

function write(
  directory: string,
  name: string,
  { processed, clip }: { readonly processed: Float32Array; readonly clip: Clip },
): void {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, `${name.replaceAll(/[^\w.-]+/g, '_')}.wav`)
  using encoder = new AudioEncoder({ path, format: 'wav', sampleRate: clip.rate })
  encoder.write(processed.subarray(0, clip.noisy.length))
  encoder.finish()
}

/** Another tree has the same names, as far as they are used here. */
async function otherRelease(tree: string): Promise<OtherRelease> {
  const load = (file: string): Promise<unknown> =>
    import(pathToFileURL(join(tree, 'packages/server/src/media/denoise', file)).href)
  const [engines, denoiser] = [await load('load-engines.ts'), await load('speech-denoiser.ts')]
  if (!isEngines(engines) || !isDenoiser(denoiser))
    throw new Error(`${tree} has no denoiser that can be compared`)
  const cache = new engines.EngineCache()
  return { create: (options) => denoiser.SpeechDenoiser.create(cache, options) }
}

function isEngines(module: unknown): module is { EngineCache: typeof EngineCache } {
  return typeof module === 'object' && module !== null && 'EngineCache' in module
}

function isDenoiser(module: unknown): module is { SpeechDenoiser: typeof SpeechDenoiser } {
  return typeof module === 'object' && module !== null && 'SpeechDenoiser' in module
}

async function printCost(clips: readonly Clip[]): Promise<void> {
  await using bench = new CostBench(clips)
  console.log('\nProcessor seconds of a warm child per second of audio (each clip repeated to 60 s)')
  for (const setting of DENOISE_SETTINGS)
    console.log(`${setting.padEnd(15)}  ${(await bench.processorShare(setting)).toFixed(4)}`)
  console.log('\nThe same for whole jobs, the service and its children together')
  for (const setting of DENOISE_SETTINGS)
    console.log(`${setting.padEnd(15)}  ${(await bench.wholeJobShare(setting)).toFixed(4)}`)
  for (const setting of DENOISE_SETTINGS)
    console.log(
      `${setting.padEnd(15)}  ${megabytes(await bench.peakMemory(setting, 180))} at most for 3 minutes`,
    )
}

async function printLong(clips: readonly Clip[]): Promise<void> {
  await using bench = new CostBench(clips)
  const short = await bench.peakMemory('fast', 180)
  const long = await bench.peakMemory('fast', 3 * 3_600)
  console.log(`\nPeak memory of a child: ${megabytes(short)} for 3 minutes, ${megabytes(long)} for 3 hours`)
  console.log(`Eight hours are refused after ${(await bench.refusalTime(8 * 3_600)).toFixed(0)} ms`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}
