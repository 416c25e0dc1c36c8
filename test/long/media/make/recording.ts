import { AUDIO_CODECS, VIDEO_CODECS } from '../recipe/codecs.ts'
import { CONTAINERS } from '../recipe/containers.ts'
import type { Fault } from '../recipe/faults.ts'
import type { AudioShape, Recipe, VideoShape } from '../recipe/recipe.ts'

/** One recording; some files have two. */
export interface Recording extends Pick<Recipe, 'container' | 'audio' | 'video' | 'seconds'> {
  readonly fault: Fault
  /** What its clock begins with, seconds. */
  readonly clockS: number
  /** 0 or 1; a second one has other sound and other colours. */
  readonly part: number
}

/** The arguments with which the system's ffmpeg writes it. */
export function recordingArgs(recording: Recording, file: string): string[] {
  const { container, audio, video, seconds, fault, clockS } = recording
  const inputs = [
    ...(video ? [...offset(fault, 'video'), '-f', 'lavfi', '-i', pictureSource(video, recording)] : []),
    ...(audio ? [...offset(fault, 'audio'), '-f', 'lavfi', '-i', soundSource(audio, recording)] : []),
  ]
  return [
    ...inputs,
    ...(video ? ['-map', '0:v', ...videoArgs(video, fault)] : []),
    ...(audio ? ['-map', `${video ? 1 : 0}:a`, ...audioArgs(audio)] : []),
    ...(clockS === 0 ? [] : ['-output_ts_offset', String(clockS)]),
    ...['-t', String(seconds + lateBy(fault)), '-flags', '+bitexact', '-fflags', '+bitexact'],
    ...CONTAINERS[container].muxer,
    file,
  ]
}

function lateBy(fault: Fault): number {
  return fault.kind === 'late' ? fault.byS : 0
}

function offset(fault: Fault, stream: 'audio' | 'video'): string[] {
  return fault.kind === 'late' && fault.stream === stream ? ['-itsoffset', String(fault.byS)] : []
}

/** Bursts of a tone on the left, and of one or more on the right, in patterns that do not repeat soon. */
function soundSource({ sampleRate, channels, isRich }: AudioShape, { seconds, part }: Recording): string {
  const level = '(0.3+0.3*mod(floor(t),3))'
  const left = `0.5*${level}*sin(2*PI*${part === 0 ? 440 : 550}*t)*lt(mod(7*floor(4*t)+${part},11),6)`
  const tones = (part === 0 ? [997] : [1_103]).concat(isRich ? [1_571, 2_203, 3_089] : [])
  const wave = `(${tones.map((tone) => `sin(2*PI*${tone}*t)`).join('+')})/${tones.length}`
  const right = `0.4*${level}*${wave}*lt(mod(5*floor(4*t)+1,7),4)`
  return `aevalsrc=exprs=${[left, right]
    .slice(0, channels)
    .join('|')
    .replaceAll(',', String.raw`\,`)}:s=${sampleRate}:d=${seconds}`
}

/** The brightness of the left half tells the second, and that of the right half the frame within it. */
function pictureSource({ width, height, rate }: VideoShape, { seconds, part }: Recording): string {
  const light = `if(lt(X,${width / 2}),40+25*mod(floor(N/${rate})+${3 * part},8),40+mod(N,${rate})*${175 / rate})`
  const quoted = light.replaceAll(',', String.raw`\,`)
  return `nullsrc=s=${width}x${height}:r=${rate}:d=${seconds},format=yuv420p,geq=lum=${quoted}:cb=${128 + 12 * part}:cr=128`
}

function videoArgs({ codec, gop }: VideoShape, fault: Fault): string[] {
  const steps = fault.kind === 'uneven' ? ['-vf', `select=${unevenly(fault.steps)}`] : []
  return ['-c:v', ...VIDEO_CODECS[codec].encoder, '-g', String(gop), ...steps, '-fps_mode', 'passthrough']
}

function audioArgs({ codec }: AudioShape): string[] {
  // Low rates of mp3, opus and flac are new to some containers.
  return ['-c:a', ...AUDIO_CODECS[codec].encoder, '-strict', '-2']
}

/** Frames at the sums of the steps, which then repeat. */
function unevenly(steps: readonly number[]): string {
  const period = steps.reduce((sum, step) => sum + step, 0)
  let at = 0
  const taken = steps.map((step) => {
    const own = `eq(mod(n\\,${period})\\,${at})`
    at += step
    return own
  })
  return taken.join('+')
}

/** The arguments that copy a recording with a gap in its times: encoded packets have none in seconds yet. */
export function gapArgs(
  from: string,
  { container, fault }: Pick<Recipe, 'container' | 'fault'>,
  to: string,
): string[] {
  if (fault.kind !== 'gap') throw new Error('no gap is asked for')
  const { streams, atS, lengthS } = fault
  const later = `gte(DTS*TB\\,${atS})*${lengthS}/TB`
  const filter = `setts=pts=PTS+${later}:dts=DTS+${later}`
  return [
    ...['-i', from, '-map', '0', '-c', 'copy', '-strict', '-2'],
    ...(streams === 'video' ? [] : ['-bsf:a', filter]),
    ...(streams === 'audio' ? [] : ['-bsf:v', filter]),
    ...[...CONTAINERS[container].muxer, to],
  ]
}
