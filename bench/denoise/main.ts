// Noise reduction measured: npm run bench:denoise -- [DIR] [--cost] [--long]
//   DIR     pairs NAME.noisy.wav, NAME.clean.wav (or LEMNIS_SPEECH_DIR); without it, made stand-ins for speech
//   --cost  processor time and memory of a child as well (Linux)
//   --long  memory at three hours against three minutes, and how fast eight hours are refused (some minutes)
import { parseArgs } from 'node:util'
import { EngineCache } from '../../packages/server/src/media/denoise/load-engines.ts'
import { DENOISE_SETTINGS } from '../../packages/server/src/media/denoise/settings.ts'
import { makeClips, readClips, type Clip } from './clips.ts'
import { contenders } from './contenders.ts'
import { CostBench } from './cost.ts'
import { score } from './quality.ts'
import { scoreWideBand } from './wide-band.ts'

const { values, positionals } = parseArgs({
  options: { cost: { type: 'boolean' }, long: { type: 'boolean' } },
  allowPositionals: true,
})
const directory = positionals[0] ?? process.env['LEMNIS_SPEECH_DIR']
const clips = directory === undefined ? makeClips() : readClips(directory)
const shelf = new EngineCache()

await printQuality(clips)
await printWideBand()
if (values.cost) await printCost(clips)
if (values.long) await printLong(clips)

async function printQuality(measured: readonly Clip[]): Promise<void> {
  print(`SI-SDR gain in dB of ${measured.length} clips: ${measured.map(({ name }) => name).join(', ')}`)
  print(`${'contender'.padEnd(15)}    mean  ESTOI  worse  each`)
  for (const contender of contenders(shelf)) {
    const { name, gains, meanGain, meanEstoi, madeWorse } = await score(contender, measured)
    const each = gains.map((gain) => gain.toFixed(2)).join(' ')
    print(
      `${name.padEnd(15)}  ${fixed(meanGain)}  ${meanEstoi.toFixed(3)}  ${String(madeWorse).padStart(5)}  ${each}`,
    )
  }
}

async function printWideBand(): Promise<void> {
  print(
    '\n8 to 16 kHz of a made voice at 48 kHz under white noise: SI-SDR before and after, level against clean, dB',
  )
  for (const setting of DENOISE_SETTINGS) {
    const { before, after, level } = await scoreWideBand(shelf, setting)
    print(`${setting.padEnd(15)}  ${fixed(before)}  ${fixed(after)}  ${fixed(level)}`)
  }
}

async function printCost(measured: readonly Clip[]): Promise<void> {
  await using bench = new CostBench(measured)
  print('\nProcessor seconds of a warm child per second of audio (each clip repeated to 60 s)')
  for (const setting of DENOISE_SETTINGS) {
    print(`${setting.padEnd(15)}  ${(await bench.processorShare(setting)).toFixed(4)}`)
  }
  print('\nThe same for whole jobs, the service and its children together')
  for (const setting of DENOISE_SETTINGS) {
    print(`${setting.padEnd(15)}  ${(await bench.wholeJobShare(setting)).toFixed(4)}`)
  }
  for (const setting of DENOISE_SETTINGS) {
    print(`${setting.padEnd(15)}  ${megabytes(await bench.peakMemory(setting, 180))} at most for 3 minutes`)
  }
}

async function printLong(measured: readonly Clip[]): Promise<void> {
  await using bench = new CostBench(measured)
  const short = await bench.peakMemory('fast', 180)
  const long = await bench.peakMemory('fast', 3 * 3_600)
  print(`\nPeak memory of a child: ${megabytes(short)} for 3 minutes, ${megabytes(long)} for 3 hours`)
  print(`Eight hours are refused after ${(await bench.refusalTime(8 * 3_600)).toFixed(0)} ms`)
}

function fixed(value: number): string {
  return value.toFixed(2).padStart(6)
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
