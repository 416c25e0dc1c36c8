import { all, choice, element, flag, maybe, number, several, text, type Part } from './grammar.ts'
import { CLIPS, MEDIA_AND_PICTURES, STRANGE } from './inputs.ts'
import { pick, type CaseRandom } from './case-random.ts'
import { BUCKET, ciHost, cosHost, OBJECT_BUCKET, QUEUE_BUCKET, REGION } from './hosts.ts'
import type { FuzzRequest } from './send.ts'
import { jobBody, templateBody } from './tag-cases.ts'
import { GRAMMARS } from './tags/all-grammars.ts'
import { outputTo } from './tags/tag-grammar.ts'

/** The objects that the paths name, created before. */
export interface Fixtures {
  readonly templateId: string
  readonly workflowId: string
  readonly queueId: string
  upload: { readonly id: string; readonly etags: readonly [string, string] }
}

/** A call with an XML body. */
export interface EntryPoint {
  readonly name: string
  readonly method: 'POST' | 'PUT'
  readonly host: (number: number) => string
  readonly path: (fixtures: Fixtures) => string
  readonly query?: (fixtures: Fixtures) => string
  /** A body that is valid, or nearly. */
  readonly body: (fixtures: Fixtures) => Part
  /** Whether it does media work while the client waits. */
  readonly busy?: true
  /** Undoes an accepted request, so that the next one is not rejected because of it. */
  readonly undo?: (answer: string, request: FuzzRequest) => readonly FuzzRequest[]
}

export const UPLOAD_KEY = 'parts/whole'

const NOWHERE = 'http://callbacks.invalid/'
const media = (): string => ciHost()
const objects = (): string => cosHost(OBJECT_BUCKET)
const named = (answer: string, element: string): string[] =>
  [...answer.matchAll(new RegExp(`<${element}>([^<]+)</${element}>`, 'g'))].map(([, id = '']) => id)

const anyGrammar = ({ seeded }: CaseRandom) => pick(seeded, GRAMMARS)

const callback = all(
  maybe(text('CallBack', choice(NOWHERE, 'no')), 30),
  maybe(text('CallBackFormat', choice('XML', 'JSON')), 20),
  maybe(text('CallBackType', choice('Url', 'TDMQ')), 10),
  maybe(
    element(
      'CallBackMqConfig',
      text('MqRegion', choice('bj')),
      text('MqMode', choice('Queue', 'Topic')),
      text('MqName', choice('q')),
    ),
    10,
  ),
)

const job: Part = (random) => {
  const grammar = anyGrammar(random)
  const nodes = jobBody(grammar, grammar.params, random)
  const beside = callback(random)
  return nodes.map(([name, content]) => [
    name,
    typeof content === 'string' ? content : [...content, ...beside],
  ])
}

const template: Part = (random) => {
  const { templates = [] } = anyGrammar(random)
  const kind = templates[random.seeded.between(0, templates.length - 1)]
  if (!kind) return template(random)
  return templateBody(kind.tag, kind.params, `n-${random.seeded.between(0, 1e6)}`)(random)
}

const notify = element(
  'NotifyConfig',
  text('State', choice('On', 'Off')),
  maybe(text('Url', choice(NOWHERE)), 90),
  text('Event', choice('TaskFinish', 'WorkflowFinish', 'TaskFinish,WorkflowFinish')),
  text('Type', choice('Url')),
  maybe(text('ResultFormat', choice('XML', 'JSON'))),
)

const node = (name: string, type: string, params: Part, key: string): Part =>
  element(name, text('Type', choice(type)), element('Operation', params, outputTo(key)))

const workflow = element(
  'Request',
  element(
    'MediaWorkflow',
    text('Name', (random) => `w-${random.seeded.between(0, 1e6)}`),
    maybe(text('State', choice('Active', 'Paused'))),
    element(
      'Topology',
      element(
        'Dependencies',
        text('Start', choice('Snapshot_1,MediaInfo_2')),
        text('Snapshot_1', choice('End')),
        text('MediaInfo_2', choice('End')),
      ),
      element(
        'Nodes',
        element(
          'Start',
          text('Type', choice('Start')),
          element(
            'Input',
            text('ObjectPrefix', choice('watched/', '/watched/')),
            maybe(notify),
            maybe(
              element(
                'ExtFilter',
                text('State', choice('On', 'Off')),
                maybe(text('Video', flag)),
                maybe(text('AllFile', flag)),
                maybe(all(text('Custom', choice('true')), text('CustomExts', choice('mp4/.MOV', 'txt'))), 30),
              ),
            ),
          ),
        ),
        node(
          'Snapshot_1',
          'Snapshot',
          element('Snapshot', text('Count', choice('1'))),
          'out/${RunId}/${Number}.jpg',
        ),
        node('MediaInfo_2', 'MediaInfo', () => [], 'out/${RunId}/info'),
      ),
    ),
  ),
)

const batch = element(
  'Request',
  text('Name', choice('a-batch')),
  maybe(text('Type', choice('Job')), 80),
  element('Input', text('Prefix', choice('few/'))),
  element(
    'Operation',
    maybe(
      element(
        'TimeInterval',
        maybe(text('Start', choice('2024-01-01T00:00:00+0800'))),
        maybe(text('End', choice(''))),
      ),
      30,
    ),
    text('Tag', choice('FileHashCode')),
    element('JobParam', element('FileHashCodeConfig', text('Type', choice('MD5')))),
    callback,
  ),
)

const queue = element(
  'Request',
  text('Name', choice('a-queue', '队列')),
  text('State', choice('Active', 'Paused')),
  notify,
  maybe(text('MaxSize', number({ min: 1, max: 1e9, usual: [10_000] }))),
  maybe(text('MaxConcurrent', number({ min: 1, max: 1e9, usual: [10] }))),
  maybe(text('CallbackDeadlineMs', number({ min: 1_000, max: 60_000, usual: [15_000] }))),
)

const mediaInfo = element(
  'Request',
  element('Input', text('Object', choice(...MEDIA_AND_PICTURES, ...STRANGE))),
)

const still = element(
  'Request',
  element('Input', text('Object', choice(...CLIPS, ...CLIPS, ...STRANGE))),
  text('Time', number({ min: 0, max: 999_999_999, usual: [0, 0.2, 0.5], fraction: true })),
  maybe(text('Width', number({ min: 0, max: 4_096, usual: [0, 16, 64] })), 30),
  maybe(text('Height', number({ min: 0, max: 4_096, usual: [0, 16, 64] })), 30),
  maybe(text('Format', choice('jpg', 'png')), 30),
  maybe(text('Rotate', choice('auto', 'off')), 30),
  maybe(text('Mode', choice('exactframe', 'keyframe')), 30),
  outputTo('out/still.jpg'),
)

const deletion = element(
  'Delete',
  maybe(text('Quiet', flag)),
  several(
    element(
      'Object',
      text('Key', choice('a', 'b/c', 'none', ' a ', '中文')),
      maybe(text('VersionId', choice('null', 'v1')), 20),
    ),
    [1, 4],
  ),
)

const completion = ({ upload: { etags } }: Fixtures): Part =>
  element(
    'CompleteMultipartUpload',
    ...etags.map((etag, at) =>
      element('Part', text('PartNumber', choice(String(at + 1))), text('ETag', choice(`"${etag}"`, etag))),
    ),
  )

export const ENTRY_POINTS: readonly [EntryPoint, ...EntryPoint[]] = [
  {
    ...{ name: 'POST /jobs', method: 'POST', host: media, body: () => job },
    path: () => '/jobs',
    undo: (answer) => named(answer, 'JobId').map((id) => put(`/jobs/${id}`, 'cancel')),
  },
  {
    ...{ name: 'POST /file_jobs', method: 'POST', host: media, body: () => job },
    path: () => '/file_jobs',
    undo: (answer) => named(answer, 'JobId').map((id) => put(`/jobs/${id}`, 'cancel')),
  },
  {
    ...{ name: 'POST /template', method: 'POST', host: media, body: () => template },
    path: () => '/template',
    undo: (answer) => named(answer, 'TemplateId').map((id) => remove(`/template/${id}`)),
  },
  {
    ...{ name: 'PUT /template/ID', method: 'PUT', host: media, body: () => template },
    path: ({ templateId }) => `/template/${templateId}`,
  },
  {
    ...{ name: 'POST /workflow', method: 'POST', host: media, body: () => workflow },
    path: () => '/workflow',
    undo: (answer) => named(answer, 'WorkflowId').map((id) => remove(`/workflow/${id}`)),
  },
  {
    ...{ name: 'PUT /workflow/ID', method: 'PUT', host: media, body: () => workflow },
    path: ({ workflowId }) => `/workflow/${workflowId}`,
  },
  {
    ...{ name: 'POST /triggerworkflow', method: 'POST', host: media, body: () => workflow },
    path: () => '/triggerworkflow',
    query: ({ workflowId }) => `workflowId=${workflowId}&object=in/text.txt`,
  },
  {
    ...{ name: 'POST /inventorytriggerjob', method: 'POST', host: media, body: () => batch },
    path: () => '/inventorytriggerjob',
    undo: (answer) => named(answer, 'JobId').map((id) => put(`/inventorytriggerjob/${id}`, 'cancel')),
  },
  {
    ...{ name: 'PUT /queue/ID', method: 'PUT', host: () => ciHost(QUEUE_BUCKET), body: () => queue },
    path: ({ queueId }) => `/queue/${queueId}`,
  },
  {
    ...{ name: 'POST /mediainfo', method: 'POST', host: media, body: () => mediaInfo },
    ...{ path: () => '/mediainfo', busy: true },
  },
  {
    ...{ name: 'POST /snapshot', method: 'POST', host: media, body: () => still },
    ...{ path: () => '/snapshot', busy: true },
  },
  {
    ...{ name: 'PUT a bucket', method: 'PUT', path: () => '/' },
    host: (at) => cosHost(`made-${at}-1250000000`),
    body: () =>
      element('CreateBucketConfiguration', maybe(text('LocationConstraint', choice(REGION, 'ap-x')), 80)),
    undo: (_, { host }) => [{ method: 'DELETE', host, path: '/' }],
  },
  {
    ...{ name: 'POST ?delete', method: 'POST', host: objects, body: () => deletion },
    ...{ path: () => '/', query: () => 'delete' },
  },
  {
    ...{ name: 'POST ?uploadId', method: 'POST', host: objects, body: completion },
    ...{ path: () => `/${UPLOAD_KEY}`, query: ({ upload }) => `uploadId=${upload.id}` },
  },
]

function put(path: string, query: string): FuzzRequest {
  return { method: 'PUT', host: ciHost(BUCKET), path, query }
}

function remove(path: string): FuzzRequest {
  return { method: 'DELETE', host: ciHost(BUCKET), path }
}
