import { Probe } from '../../media/probe-shape.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'
import { jobMediaInfo } from '../media-info.ts'
import { mediaResult } from '../media-result.ts'
import type { ShownOperation, ShownParts, ShowOrder } from '../tag.ts'
import { showValues } from '../show-values.ts'
import { showWatermark } from '../watermark-blocks/show.ts'
import { Params, Settings, type Mix } from './params.ts'
import { Result } from './result.ts'

export function showTranscode(job: ShownOperation, order: ShowOrder): ShownParts {
  const { settings, watermarks, removeWatermark } = Params.parse(job.params)
  return {
    params: [
      ...(job.template ? [] : [['Transcode', showSettings(settings)] as const]),
      ...watermarks.map(({ watermark, templateId }): XmlNode =>
        templateId === undefined ? showWatermark(watermark) : ['WatermarkTemplateId', templateId],
      ),
      ...(removeWatermark ? [['RemoveWatermark', showValues(removeWatermark)] as const] : []),
    ],
    results: job.result === undefined ? [] : showResults(job, order),
  }
}

/** Answers call the parameters of a template otherwise than its request does. */
export function showTranscodeTemplate(params: unknown): readonly XmlNode[] {
  return [['TransTpl', showSettings(Settings.parse(params))]]
}

function showResults({ result, output, files }: ShownOperation, order: ShowOrder): readonly XmlNode[] {
  const { probe } = Result.parse(result)
  const { region = '', bucket = '' } = output ?? {}
  return [...(probe ? [jobMediaInfo(Probe.parse(probe))] : []), mediaResult({ region, bucket, files, order })]
}

function showSettings({
  container,
  clip,
  video,
  audio,
  time,
  config,
  hlsEncrypt,
  dashEncrypt,
  mixes,
}: Settings): readonly XmlNode[] {
  const encryption = { HlsEncrypt: hlsEncrypt, DashEncrypt: dashEncrypt }
  return [
    ['Container', [...showValues(container), ...(clip ? [['ClipConfig', showValues(clip)] as const] : [])]],
    ...(video ? [['Video', showValues(video)] as const] : []),
    ...(time ? [['TimeInterval', showValues(time)] as const] : []),
    ...(audio ? [['Audio', showValues(audio)] as const] : []),
    ...(config ? [['TransConfig', showValues({ ...config, ...encryption })] as const] : []),
    ...mixes.map(showMix),
  ]
}

function showMix({ block, effect, isOfArray }: Mix): XmlNode {
  return [
    isOfArray ? 'AudioMixArray' : 'AudioMix',
    [...showValues(block), ...(effect ? [['EffectConfig', showValues(effect)] as const] : [])],
  ]
}
