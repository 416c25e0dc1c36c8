import type { Targets } from './commands.ts'

/** Returns the URL of callback `number` (from 0 within the run). All of 127/8 is this machine, so there are many origins. */
export function targetUrl({ port, from, endpoints, hangPercent }: Targets, number: number): string {
  const unique = from + number
  if (endpoints === 0) return `http://127.${16 + (unique >> 16)}.${lowBytes(unique)}:${port}/close/${unique}`
  const endpoint = unique % endpoints
  const path = isHanging({ endpoints, hangPercent }, unique) ? 'hang' : 'ok'
  return `http://127.1.${lowBytes(endpoint)}:${port}/${path}/${unique}`
}

/** Whether the endpoint of a callback never responds. */
export function isHanging(targets: Pick<Targets, 'endpoints' | 'hangPercent'>, unique: number): boolean {
  return targets.endpoints > 0 && (unique % targets.endpoints) % 100 < targets.hangPercent
}

/** A callback of typical length, 866 bytes. */
export const BODY = Buffer.from(
  '<Response><EventName>TaskFinish</EventName><JobsDetail><Code>Success</Code>' +
    '<CreationTime>2026-01-14T09:31:05+0800</CreationTime><EndTime>2026-01-14T09:31:09+0800</EndTime>' +
    '<Input><BucketId>media-1250000000</BucketId><Object>recordings/2026/01/14/talk-0917.mp3</Object>' +
    '<Region>ap-guangzhou</Region></Input><JobId>jd4f2c1a0f0e911f0b8a5a87e01610140</JobId>' +
    '<Message>SUCCESS</Message><Operation><MediaInfo><Format><Bitrate>705.617</Bitrate>' +
    '<Duration>184.320</Duration><FormatName>wav</FormatName><Size>16257102</Size></Format></MediaInfo>' +
    '<Output><Bucket>media-1250000000</Bucket><Object>clean/2026/01/14/talk-0917.wav</Object>' +
    '<Region>ap-guangzhou</Region></Output><UserData>{"ticket":"4711","tenant":"north"}</UserData>' +
    '<JobLevel>0</JobLevel></Operation><QueueId>p2242ab62c7c94486915508540933a2c6</QueueId>' +
    '<StartTime>2026-01-14T09:31:06+0800</StartTime><State>Success</State><Tag>NoiseReduction</Tag>' +
    '</JobsDetail></Response>',
)

function lowBytes(value: number): string {
  return `${(value >> 8) & 255}.${value & 255}`
}
