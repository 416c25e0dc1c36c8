/** The services that a bucket can be activated for; each has queues of its own. */
export const SERVICES = ['media', 'pic', 'ai', 'asr', 'doc', 'file'] as const
export type ServiceName = (typeof SERVICES)[number]

/** The shown category of a queue, with its service and the name of a bucket's first queue. */
export const CATEGORIES = {
  Transcoding: { service: 'media', queueName: 'queue-1' },
  SpeedTranscoding: { service: 'media', queueName: 'queue-speed-transcoding-process-1' },
  PicProcessing: { service: 'pic', queueName: 'queue-pic-process-1' },
  AIProcess: { service: 'ai', queueName: 'queue-ai-process-1' },
  ASR: { service: 'asr', queueName: 'queue-asr-process-1' },
  DocProcessing: { service: 'doc', queueName: 'queue-doc-process-1' },
  FileProcessing: { service: 'file', queueName: 'queue-file-process-1' },
} as const satisfies Record<string, { service: ServiceName; queueName: string }>

export type QueueCategory = keyof typeof CATEGORIES

export const QUEUE_CATEGORIES = [
  'Transcoding',
  'SpeedTranscoding',
  'PicProcessing',
  'AIProcess',
  'ASR',
  'DocProcessing',
  'FileProcessing',
] as const satisfies readonly QueueCategory[]
