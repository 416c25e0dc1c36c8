import type { Tag } from '../tag.ts'
import { readNoiseReduction } from './read.ts'
import { runNoiseReduction, type NoiseReductionSettings } from './run.ts'
import { showNoiseReduction } from './show.ts'

export function createNoiseReduction(settings: NoiseReductionSettings): Tag {
  return {
    name: 'NoiseReduction',
    // The vendor's pages disagree; the page this tag comes from uses the media queue.
    family: 'media',
    idLetter: 'j',
    read: readNoiseReduction,
    run: (job, tools, signal) => runNoiseReduction(settings, job, tools, signal),
    show: showNoiseReduction,
  }
}
