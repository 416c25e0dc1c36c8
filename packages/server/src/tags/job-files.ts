import type { OutputLocation, TagInput, TagJob, TagObject, TagOutput, TagTools } from './tag.ts'

/** Returns the input of a job whose tag takes one. */
export function inputOf({ id, input }: TagJob): TagInput {
  if (!input) throw new Error(`the job ${id} is run without its input`)
  return input
}

/** Returns the output of a job whose tag has one. */
export function outputOf({ id, output }: TagJob): TagOutput {
  if (!output) throw new Error(`the job ${id} was stored without its output`)
  return output
}

/** Returns where a job whose tag writes one object writes it. */
export function outputObjectOf(job: TagJob): OutputLocation {
  const { region, bucket, object } = outputOf(job)
  if (object === undefined) throw new Error(`the job ${job.id} was stored without its output`)
  return { region, bucket, object }
}

/** Returns the object of the input, unless its key was given other bytes meanwhile. */
export async function findInputObject(
  job: TagJob,
  { objects }: Pick<TagTools, 'objects'>,
): Promise<TagObject | undefined> {
  const { key, blobId } = inputOf(job)
  const found = await objects.find(key)
  return found?.blobId === blobId ? found : undefined
}
