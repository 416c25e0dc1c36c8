import type { Elements } from '../../../../server/src/job-requests/parameters.ts'

type Value = Elements[string]

/** The body of POST /jobs as XML, indented. */
function writeXml(request: Elements): string {
  return element('Request', request, '').join('\n')
}

function element(name: string, value: Value, indent: string): string[] {
  if (typeof value === 'string') return [`${indent}<${name}>${escapeXml(value)}</${name}>`]
  if (isList(value)) return value.flatMap((each) => element(name, each, indent))
  const inner = Object.entries(value).flatMap(([key, each]) => element(key, each, `${indent}  `))
  return inner.length === 0
    ? [`${indent}<${name}/>`]
    : [`${indent}<${name}>`, ...inner, `${indent}</${name}>`]
}

const isList = (value: Value): value is readonly (string | Elements)[] => Array.isArray(value)

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

interface Place {
  /** The address of this service. */
  readonly origin: string
  readonly bucket: { readonly name: string; readonly region: string }
}

/** The same request as programs send it, by the name of the language. */
export function writeAll(request: Elements, place: Place): Readonly<Record<string, string>> {
  return {
    XML: writeXml(request),
    curl: writeCurl(request, place),
    Node: writeNode(request, place),
    Python: writePython(request, place),
  }
}

function writeCurl(request: Elements, { origin, bucket }: Place): string {
  const body = JSON.stringify({ bucket: bucket.name, request }, null, 2).replaceAll("'", String.raw`'\''`)
  return [
    `curl ${origin}/_lemnis/api/jobs \\`,
    `  -H "Authorization: Bearer $LEMNIS_ADMIN_TOKEN" \\`,
    `  -d '${body}'`,
  ].join('\n')
}

function writeNode(request: Elements, { origin, bucket: { name, region } }: Place): string {
  const { protocol } = new URL(origin)
  return `import COS from 'cos-nodejs-sdk-v5'

const cos = new COS({
  SecretId: process.env.LEMNIS_SECRET_ID,
  SecretKey: process.env.LEMNIS_SECRET_KEY,
  Protocol: '${protocol}',
  Proxy: '${origin}',
})
const answer = await cos.request({
  Bucket: '${name}',
  Region: '${region}',
  Method: 'POST',
  Key: 'jobs',
  Url: '${protocol}//${name}.ci.${region}.myqcloud.com/jobs',
  ContentType: 'application/xml',
  Body: COS.util.json2xml(${indented(JSON.stringify({ Request: request }, null, 2))}),
})
console.log(answer.Response.JobsDetail.JobId)
`
}

function writePython(request: Elements, { origin, bucket: { name, region } }: Place): string {
  const scheme = new URL(origin).protocol.slice(0, -1)
  return `import os
from qcloud_cos import CosConfig, CosS3Client

cos = CosS3Client(CosConfig(
    Region='${region}', Scheme='${scheme}', Proxies={'${scheme}': '${origin}'},
    SecretId=os.environ['LEMNIS_SECRET_ID'], SecretKey=os.environ['LEMNIS_SECRET_KEY']))
answer = cos.ci_create_media_jobs(
    Bucket='${name}', Lst=[], ContentType='application/xml',
    Jobs=${indented(JSON.stringify(request, null, 4), '    ')})
print(answer['JobsDetail'][0]['JobId'])
`
}

const indented = (text: string, by = '  '): string => text.replaceAll('\n', `\n${by}`)
