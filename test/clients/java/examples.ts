import { signedRequest } from '../../signed-client.ts'
import { REGION, type Stage } from '../stage.ts'

/** Of each kind that a demo names a template of: what makes one. */
const TEMPLATES: ReadonlyMap<string, string> = new Map([
  ['Transcode', '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec></Video>'],
  ['Snapshot', '<Snapshot><Mode>Interval</Mode><Start>0</Start><Count>1</Count></Snapshot>'],
  ['SmartCover', '<SmartCover><Format>jpg</Format><Count>1</Count></SmartCover>'],
  ['Animation', '<Container><Format>gif</Format></Container><Video><Codec>gif</Codec></Video>'],
  [
    'Watermark',
    '<Watermark><Type>Text</Type><Pos>TopRight</Pos><LocMode>Absolute</LocMode><Dx>1</Dx><Dy>1</Dy><Text><Text>a</Text>' +
      '<FontType>simfang.ttf</FontType><FontSize>30</FontSize><FontColor>0xFF0000</FontColor>' +
      '<Transparency>30</Transparency></Text></Watermark>',
  ],
])

/** Makes what demos and programs name by its id. */
export interface Examples {
  /** A new one of what an id begins with such a letter: `t` template of a kind, `j`, `c` and `f` job, … */
  make(letter: string, kind: string): Promise<string | undefined>
  /** A workflow of uploads below a prefix. */
  makeWorkflow(prefix: string): Promise<string>
  /** Lets the jobs of media wait. */
  pauseQueue(): Promise<void>
}

export function examplesIn({ service }: Stage, bucket: string): Examples {
  const host = `${bucket}.ci.${REGION}.myqcloud.com`
  const ask = async (line: string, body?: string): Promise<string> => {
    const [method = '', path = '', parameters] = line.split(/[ ?]/)
    const query = Object.fromEntries(new URLSearchParams(parameters))
    const wanted = {
      method,
      path,
      host,
      query,
      ...(body !== undefined && { body: `<Request>${body}</Request>` }),
    }
    const answer = await signedRequest(service, wanted)
    if (answer.status !== 200) throw new Error(`${line}: ${answer.body}`)
    return answer.body
  }
  const makeTemplate = async (kind: string): Promise<string | undefined> => {
    const settings = TEMPLATES.get(kind)
    if (settings === undefined) return undefined
    return idIn(
      await ask('POST /template', `<Tag>${kind}</Tag><Name>${crypto.randomUUID()}</Name>${settings}`),
      'TemplateId',
    )
  }
  const makeWorkflow = async (prefix: string): Promise<string> =>
    idIn(
      await ask('POST /workflow', workflow(prefix, bucket, String(await makeTemplate('Snapshot')))),
      'WorkflowId',
    )
  const makeJob = async (): Promise<string> =>
    idIn(await ask('POST /jobs', '<Tag>MediaInfo</Tag><Input><Object>1.mp4</Object></Input>'), 'JobId')
  const makers: Readonly<Record<string, (kind: string) => Promise<string | undefined>>> = {
    t: makeTemplate,
    j: makeJob,
    c: makeJob,
    w: () => makeWorkflow('started by hand/'),
    p: async (kind) => idIn(await ask(`GET ${kind === 'DocQueue' ? '/docqueue' : '/queue'}`), 'QueueId'),
    b: async () => idIn(await ask('POST /inventorytriggerjob', batch()), 'JobId'),
    f: async () => idIn(await ask('POST /file_jobs', fileJob()), 'JobId'),
    i: async () => {
      const id = await makeWorkflow('started by hand/')
      return idIn(await ask(`POST /triggerworkflow?workflowId=${id}&object=1.mp4`), 'InstanceId')
    },
  }
  const pauseQueue = async (): Promise<void> => {
    const id = idIn(await ask('GET /queue'), 'QueueId')
    const notify = '<NotifyConfig><State>Off</State></NotifyConfig>'
    await ask(`PUT /queue/${id}`, `<Name>main</Name><QueueID>${id}</QueueID><State>Paused</State>${notify}`)
  }
  return { make: async (letter, kind) => makers[letter]?.(kind), makeWorkflow, pauseQueue }
}

function idIn(body: string, name: string): string {
  const [, id] = new RegExp(`<${name}>([^<]+)`).exec(body) ?? []
  if (id === undefined) throw new Error(`no ${name} in ${body}`)
  return id
}

function workflow(prefix: string, bucket: string, template: string): string {
  const output = `<Region>${REGION}</Region><Bucket>${bucket}</Bucket><Object>flowed/\${RunId}-\${Number}.jpg</Object>`
  return (
    '<MediaWorkflow><Name>example</Name><State>Active</State><Topology>' +
    '<Dependencies><Start>Snapshot_1</Start><Snapshot_1>End</Snapshot_1></Dependencies>' +
    `<Nodes><Start><Type>Start</Type><Input><ObjectPrefix>${prefix}</ObjectPrefix></Input></Start>` +
    `<Snapshot_1><Type>Snapshot</Type><Operation><TemplateId>${template}</TemplateId><Output>${output}</Output>` +
    '</Operation></Snapshot_1></Nodes></Topology></MediaWorkflow>'
  )
}

function batch(): string {
  return '<Name>example</Name><Type>Job</Type><Input><Prefix>media/</Prefix></Input><Operation><Tag>MediaInfo</Tag></Operation>'
}

function fileJob(): string {
  const config = '<FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig>'
  return `<Tag>FileHashCode</Tag><Input><Object>1.txt</Object></Input><Operation>${config}</Operation>`
}
