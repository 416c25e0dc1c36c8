import type { RunningService } from '../../../tooling/start-service.ts'
import { UPLOAD_KEY, type Fixtures } from './entry-points.ts'
import { ciHost, cosHost, OBJECT_BUCKET, QUEUE_BUCKET } from './hosts.ts'
import { send, type FuzzRequest } from './send.ts'

const PART = Buffer.alloc(1024 * 1024, 'part')

const TEMPLATE =
  '<Request><Tag>NoiseReduction</Tag><Name>kept</Name><NoiseReduction><Format>wav</Format></NoiseReduction></Request>'
const WORKFLOW =
  '<Request><MediaWorkflow><Name>kept</Name><State>Paused</State><Topology><Dependencies><Start>MediaInfo_1</Start>' +
  '<MediaInfo_1>End</MediaInfo_1></Dependencies><Nodes><Start><Type>Start</Type><Input><ObjectPrefix>kept/' +
  '</ObjectPrefix></Input></Start><MediaInfo_1><Type>MediaInfo</Type></MediaInfo_1></Nodes></Topology>' +
  '</MediaWorkflow></Request>'

/** Creates the objects that the paths of the entry points name. */
export async function makeFixtures(service: RunningService): Promise<Fixtures> {
  const [ci, queues] = [ciHost(), ciHost(QUEUE_BUCKET)]
  const ask = (request: FuzzRequest, element: string) => idIn(service, request, element)
  const post = (path: string, body: string): FuzzRequest => ({
    method: 'POST',
    host: ci,
    path,
    body: Buffer.from(body),
  })
  return {
    templateId: await ask(post('/template', TEMPLATE), 'TemplateId'),
    workflowId: await ask(post('/workflow', WORKFLOW), 'WorkflowId'),
    queueId: await ask({ method: 'GET', host: queues, path: '/queue' }, 'QueueId'),
    upload: await newUpload(service),
  }
}

/** An upload of two parts that can be completed. */
export async function newUpload(service: RunningService): Promise<Fixtures['upload']> {
  const place = { host: cosHost(OBJECT_BUCKET), path: `/${UPLOAD_KEY}` }
  const id = await idIn(service, { ...place, method: 'POST', query: 'uploads' }, 'UploadId')
  const etags: string[] = []
  for (const number of [1, 2]) {
    const query = `partNumber=${number}&uploadId=${id}`
    const { status, etag } = await send(service, { ...place, method: 'PUT', query, body: PART })
    if (status !== 200) throw new Error(`a part was answered with ${status}`)
    etags.push(etag)
  }
  const [first = '', second = ''] = etags
  return { id, etags: [first, second] }
}

async function idIn(service: RunningService, request: FuzzRequest, element: string): Promise<string> {
  const { status, body } = await send(service, request)
  const id = new RegExp(`<${element}>([^<]+)<`).exec(body.toString('utf8'))?.[1]
  if (id !== undefined) return id
  throw new Error(`${request.method} ${request.path} was answered with ${status}: ${body.toString('utf8')}`)
}
