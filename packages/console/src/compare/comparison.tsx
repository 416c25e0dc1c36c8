import type { JobDetailJson } from '../../../server/src/api-schemas/jobs.ts'
import { useHeads } from '../media/object-head.ts'
import { BeforeAndAfter } from '../sound/before-and-after.tsx'
import { chooseComparison } from './choose-comparison.ts'
import { FilmComparison } from './film-comparison.tsx'
import { PictureComparison } from './picture-comparison.tsx'
import { Snapshots } from './snapshots.tsx'

/** What a job was given and what it made of it, as far as a browser can show both. */
export function Comparison({ job }: { job: JobDetailJson }) {
  const { bucket, input, outputs } = job
  const [output] = outputs
  const heads = useHeads(
    input !== null && output
      ? [
          { bucket, key: input },
          { bucket: output.bucket, key: output.object },
        ]
      : [],
  )
  const [before, after] = heads ?? []
  if (!before || !after) return null
  switch (chooseComparison({ input: before.kind, output: after.kind, outputs: outputs.length })) {
    case 'sound':
      return <BeforeAndAfter before={before} after={after} />
    case 'pictures':
      return <PictureComparison before={before} after={after} />
    case 'films':
      return <FilmComparison before={before} after={after} />
    case 'snapshots':
      return <Snapshots job={job} film={before} />
    case undefined:
      return null
  }
}
