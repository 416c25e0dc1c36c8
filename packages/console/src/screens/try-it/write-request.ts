import type { Elements } from '../../../../server/src/job-requests/parameters.ts'

type Value = Elements[string]

/** The body of POST /jobs as XML, indented. */
export function writeXml(request: Elements): string {
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
    ...(isMedia(request) && { Go: writeGo(request, place), Java: writeJava(request, place) }),
  }
}

/** The other kinds of jobs have calls of their own in the SDKs for Go and Java. */
const isMedia = ({ Tag }: Elements): boolean => !/^(?:File|Pic)/.test(typeof Tag === 'string' ? Tag : '')

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

/** The SDK's own type reads the XML: what it has no field for would be left out. */
function writeGo(request: Elements, { origin, bucket: { name, region } }: Place): string {
  const { protocol } = new URL(origin)
  const xml = writeXml(request)
  const literal = xml.includes('`') ? JSON.stringify(xml) : `\`${xml}\``
  return `package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"

	"github.com/tencentyun/cos-go-sdk-v5"
)

const request = ${literal}

func main() {
	bucket, _ := url.Parse("${protocol}//${name}.cos.${region}.myqcloud.com")
	jobs, _ := url.Parse("${protocol}//${name}.ci.${region}.myqcloud.com")
	proxy, _ := url.Parse("${origin}")
	client := cos.NewClient(&cos.BaseURL{BucketURL: bucket, CIURL: jobs}, &http.Client{
		Transport: &cos.AuthorizationTransport{
			SecretID:  os.Getenv("LEMNIS_SECRET_ID"),
			SecretKey: os.Getenv("LEMNIS_SECRET_KEY"),
			Transport: &http.Transport{Proxy: http.ProxyURL(proxy)},
		},
	})
	var options cos.CreateMediaJobsOptions
	if err := xml.Unmarshal([]byte(request), &options); err != nil {
		log.Fatal(err)
	}
	job, _, err := client.CI.CreateMediaJobs(context.Background(), &options)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(job.JobsDetail.JobId)
}
`
}

/** Its setters are named like the elements; elements that repeat, and some blocks, have none. */
function writeJava(request: Elements, { origin, bucket: { name, region } }: Place): string {
  const { protocol, hostname, port } = new URL(origin)
  const plain = protocol === 'http:'
  const lines = [
    `ClientConfig settings = new ClientConfig(new Region("${region}"));`,
    `settings.setHttpProxyIp("${hostname}");`,
    `settings.setHttpProxyPort(${port === '' ? (plain ? 80 : 443) : port});`,
    ...(plain ? ['settings.setHttpProtocol(HttpProtocol.http);', 'settings.setCiSpecialRequest(true);'] : []),
    'COSClient cos = new COSClient(new BasicCOSCredentials(',
    '    System.getenv("LEMNIS_SECRET_ID"), System.getenv("LEMNIS_SECRET_KEY")), settings);',
    '',
    'MediaJobsRequestV2 job = new MediaJobsRequestV2();',
    `job.setBucketName("${name}");`,
    ...setters('job', request),
    'System.out.println(cos.createMediaJobsV2(job).getJobsDetail().getJobId());',
  ]
  return `${lines.join('\n')}\n`
}

function setters(receiver: string, elements: Elements): readonly string[] {
  return Object.entries(elements).flatMap(([name, value]) => {
    if (typeof value === 'string') return [`${receiver}.set${name}(${JSON.stringify(value)});`]
    if (isList(value)) return [`// ${name} repeats: see the class of ${receiver}.`]
    return setters(`${receiver}.get${name}()`, value)
  })
}

const indented = (text: string, by = '  '): string => text.replaceAll('\n', `\n${by}`)
