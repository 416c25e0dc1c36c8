import { keyOfUrl } from '../../protocol/object-url.ts'
import { readJobRequest } from '../../protocol/jobs/read-job-request.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import type { QueueCategory } from '../../queues/families.ts'
import { BUCKET, MARK, REGION } from '../../tags/sample-values.ts'
import type { SampleJob } from '../../tags/sample-job.ts'
import type { ReadContext, Tag } from '../../tags/tag.ts'
import { templateNotFound } from '../templates/read-templates.ts'
import type { ShownJob } from './job-view.ts'

const CREATED = Date.UTC(2024, 4, 6, 2)

export const SAMPLE_BUCKET = { name: BUCKET, region: REGION } as const

/** Of the run that started a sample. */
export const SAMPLE_WORKFLOW = {
  name: 'Transcode_1',
  runId: `i${'2'.repeat(32)}`,
  workflowId: `w${'1'.repeat(32)}`,
  workflowName: 'wf-1',
  cosHeaders: [{ key: 'x-cos-meta-empty', value: '' }],
} as const

/** What operations of samples are read with. */
export const SAMPLE_CONTEXT: ReadContext = {
  template: undefined,
  templateOf(_tag, id) {
    if (id === MARK.id) return MARK
    throw templateNotFound(id)
  },
  keyAt: (path, url) => keyOfUrl(path, url, BUCKET),
}

/** Returns a job of the tag that succeeded, with all that its callback can show. */
export function sampleJobOf(tag: Tag, { params = '', output = '', finished }: SampleJob): ShownJob {
  const userData = finished.hasUserData === false ? '' : '<UserData>sample &amp; data</UserData>'
  const content = `${finished.params ?? params}${output}${userData}`
  const xml = `<Request><Tag>${tag.name}</Tag><Input><Object>in/film.mp4</Object></Input><Operation>${content}</Operation></Request>`
  const [operation] = readJobRequest(readXml(Buffer.from(xml))).operations
  if (!operation) throw new Error(`the sample of ${tag.name} has no operation`)
  return {
    id: `${tag.idLetter}${'3'.repeat(32)}`,
    tag: tag.name,
    level: operation.jobLevel,
    state: 'Success',
    message: finished.message ?? '',
    progress: 100,
    inputKey: 'in/film.mp4',
    queueId: `p${'8'.repeat(32)}`,
    queueState: 'Active',
    queueCategory: categoryOf(tag),
    createdAt: CREATED,
    startedAt: CREATED + 1_000,
    endedAt: CREATED + 9_000,
    order: {
      output: operation.output,
      params: tag.read(operation, SAMPLE_CONTEXT),
      userData: operation.userData,
      callback: {},
      ...(finished.isOfWorkflow && { workflow: { ...SAMPLE_WORKFLOW, lineage: [] } }),
    },
    result: { value: finished.result, files: filesOf(finished) },
  }
}

function filesOf({ files }: SampleJob['finished']) {
  return files.map((object, index) => ({
    ...{ region: REGION, bucket: BUCKET, object },
    ...{ md5: String(index).repeat(32), bytes: 24_911 },
  }))
}

function categoryOf({ family }: Tag): QueueCategory {
  if (family === 'pic') return 'PicProcessing'
  return family === 'file' ? 'FileProcessing' : 'Transcoding'
}
