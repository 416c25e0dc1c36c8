import path from 'node:path'
import { invalidArgument, optionalField } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { containerOf } from '../transcode/containers.ts'
import { CONTAINERS, type ContainerFormat } from '../transcode/codecs.ts'
import type { Settings } from '../transcode/params.ts'
import { readSettings, withSettings } from '../transcode/read.ts'
import { readWatermarks } from '../watermark-blocks/read-watermarks.ts'
import type { Params } from './params.ts'

/**
 * One to three watermarks, and how the file is encoded: by a Transcode block, which some clients send along. Without one
 * picture and sound stay as they were, in the container that the output's extension names. Throws InvalidArgument,
 * NotImplemented.
 */
export function readWatermarkJob(operation: OperationRequest, context: ReadContext): Params {
  requireOutputObject(operation)
  const { field: place, output } = operation
  if (context.template)
    throw invalidArgument(
      'Operation.TemplateId is not for Watermark: WatermarkTemplateId names what is drawn.',
    )
  const watermarks = readWatermarks(place, context)
  if (watermarks.length === 0)
    throw invalidArgument('Operation.Watermark or Operation.WatermarkTemplateId is required for Watermark.')
  const block = optionalField(place, 'Transcode')
  const settings = block ? readSettings(block) : usualSettings(output?.object ?? '')
  return {
    transcode: withSettings(operation, { settings, watermarks }, context),
    hasSettings: block !== undefined,
  }
}

function usualSettings(key: string): Settings {
  return { container: { Format: formatOf(key) }, video: {}, audio: {}, mixes: [] }
}

function formatOf(key: string): ContainerFormat {
  const ending = path.posix.extname(key).slice(1).toLowerCase()
  const isNamed = (format: ContainerFormat): boolean => {
    const { extension, videos } = containerOf(format)
    return extension === ending && videos.length > 0
  }
  return CONTAINERS.find(isNamed) ?? 'mp4'
}
