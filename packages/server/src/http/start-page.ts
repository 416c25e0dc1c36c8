import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Target } from '../protocol/hosts.ts'
import type { Reply } from './call.ts'

/** The name of the page in the metrics. */
export const START_PAGE_ROUTE = '/'

/**
 * Whether a browser asks for the root of the service: unsigned, for a page, and at a host name that names no bucket.
 * Clients of the protocol sign that request, and none accepts HTML.
 */
export function asksForStartPage(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { service, rawPath, rawQuery, hostNamesBucket }: Target,
): boolean {
  if (service !== 'cos' || hostNamesBucket || rawPath !== '/' || rawQuery !== '') return false
  if (method !== 'GET' && method !== 'HEAD') return false
  return headers.authorization === undefined && /\btext\/html\b/i.test(headers.accept ?? '')
}

const STYLE = `
body { font: 16px/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.2rem 0 0.4rem }
pre { background: #f3f4f6; padding: 0.8rem 1rem; overflow-x: auto; border-radius: 6px }
code { font: 0.9em ui-monospace, monospace } a { color: #0b57d0 }
section + section { border-top: 1px solid #d8dce2; margin-top: 2.5rem }
@media (prefers-color-scheme: dark) {
  body { color: #e6e8eb; background: #14171a } pre { background: #1f2429 } a { color: #8ab4f8 }
  section + section { border-color: #343a41 }
}`

const SETTING = `const cos = new COS({
  SecretId: process.env.LEMNIS_SECRET_ID,
  SecretKey: process.env.LEMNIS_SECRET_KEY,
  Protocol: 'http:',
  Proxy: 'http://127.0.0.1:8080',
})`

const COMMANDS = `npx lemnis status
npx lemnis run NoiseReduction in.wav -o out.mp3
npx lemnis help`

const API = '<a href="/_lemnis/api/openapi.json">/_lemnis/api/openapi.json</a>'
const PROBES = '<a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lemnis</title>
<style>${STYLE}</style>
</head>
<body>
<section>
<h1>Lemnis</h1>
<p>This is a media-job service that speaks the Cloud Infinite protocol. Clients upload files, submit jobs and get
callbacks, as with the cloud. A browser needs nothing here: use one of the official SDKs, or the command line.</p>
<h2>Use it from an SDK</h2>
<p>For Node, <code>Protocol</code> and <code>Proxy</code> are the settings that differ from the cloud. The keys are in
<code>secrets.env</code> of the data directory.</p>
<pre><code>${SETTING}</code></pre>
<p>For the settings of the other SDKs, see <code>docs/sdks.md</code> of the project.</p>
<h2>Use it from the command line</h2>
<pre><code>${COMMANDS}</code></pre>
<p>See <code>docs/cli.md</code>.</p>
<h2>Links</h2>
<p>The management API is described in ${API}. Probes: ${PROBES}.</p>
</section>
<section lang="zh-CN">
<h1>Lemnis</h1>
<p>这是一个使用数据万象（Cloud Infinite）协议的媒体任务服务。客户端上传文件、提交任务、接收回调，与使用云端服务时相同。
这里无需浏览器操作：请使用官方 SDK 或命令行。</p>
<h2>通过 SDK 使用</h2>
<p>以 Node 为例，与云端相比只有 <code>Protocol</code> 和 <code>Proxy</code> 两项设置不同。密钥保存在数据目录的 <code>secrets.env</code> 中。</p>
<pre><code>${SETTING}</code></pre>
<p>其他 SDK 的设置见项目中的 <code>docs/sdks.md</code>。</p>
<h2>通过命令行使用</h2>
<pre><code>${COMMANDS}</code></pre>
<p>详见 <code>docs/cli.md</code>。</p>
<h2>链接</h2>
<p>管理 API 的说明：${API}。健康检查：${PROBES}。</p>
</section>
</body>
</html>
`

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Says to a person what this service is, and how to use it. */
export const START_PAGE = {
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    vary: 'Accept, Authorization',
  },
  body: PAGE,
} satisfies Reply
