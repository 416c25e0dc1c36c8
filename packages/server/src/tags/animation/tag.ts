import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { AnimationOperation } from './block.ts'
import { readAnimation, readAnimationTemplate } from './read.ts'
import { runAnimation, type AnimationSettings } from './run.ts'
import { showAnimation, showAnimationTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export function createAnimation(settings: AnimationSettings): Tag {
  return {
    name: 'Animation',
    family: 'media',
    idLetter: 'j',
    sample: sampleJob,
    parameters: listParameters(AnimationOperation),
    template: { read: readAnimationTemplate, show: showAnimationTemplate, isFlat: true },
    read: readAnimation,
    run: (job, tools, signal) => runAnimation(settings, { job, tools }, signal),
    show: showAnimation,
  }
}
