import {
  numberSetting,
  optionalSetting,
  switchSetting,
  textSetting,
  type ReadSetting,
} from '../base/settings.ts'
import { parseS3Location, type S3Location } from './s3/location.ts'

export interface StorageSettings {
  /** `undefined`: the data directory. */
  readonly s3: (S3Location & S3Service) | undefined
  /** Days in which all bytes of a directory are read once; 0: never. */
  readonly scrubDays: number
  readonly soundViews: {
    /** Of the files of all views. */
    readonly maxBytes: number
    /** A view that was not used for so long goes. */
    readonly unusedMs: number
  }
}

const MEGABYTE = 1_000_000
const DAY_MS = 86_400_000

interface S3Service {
  readonly endpoint: string | undefined
  readonly region: string
  readonly pathStyle: boolean
}

export function readStorageSettings(read: ReadSetting): StorageSettings {
  const location = read({
    env: 'LEMNIS_STORAGE',
    about: 'Where the bytes of objects are stored, as s3://bucket/prefix; in the data directory when unset',
    fallback: '',
    parse: (text) => (text === '' ? undefined : parseS3Location(text)),
  })
  const service = {
    endpoint: read({
      ...optionalSetting({
        env: 'LEMNIS_S3_ENDPOINT',
        about: 'The address of an S3 service other than AWS, such as http://127.0.0.1:9000',
      }),
      parse: parseEndpoint,
    }),
    region: read(
      textSetting({
        env: 'LEMNIS_S3_REGION',
        about: 'The region of the S3 bucket; credentials come from the standard chain of AWS',
        fallback: 'us-east-1',
      }),
    ),
    pathStyle: read(
      switchSetting({
        env: 'LEMNIS_S3_PATH_STYLE',
        about:
          'Whether the S3 bucket is in the path and not in the host name, as most services other than AWS need it',
      }),
    ),
  }
  const scrubDays = read(
    numberSetting({
      env: 'LEMNIS_SCRUB_DAYS',
      about:
        'Days in which all stored bytes are read once, slowly, to find damage of a disk; 0 for never. Not on S3, where reading costs money',
      fallback: 30,
      min: 0,
      max: 365,
    }),
  )
  return { s3: location && { ...location, ...service }, scrubDays, soundViews: readSoundViews(read) }
}

function readSoundViews(read: ReadSetting): StorageSettings['soundViews'] {
  const megabytes = read(
    numberSetting({
      env: 'LEMNIS_SOUND_VIEWS_MB',
      about:
        'Megabytes of views of sound that are kept beside the objects; those not used for longest go first',
      fallback: 4_000,
      min: 1,
      max: 10_000_000,
    }),
  )
  const days = read(
    numberSetting({
      env: 'LEMNIS_SOUND_VIEWS_DAYS',
      about: 'Days after which a view of sound goes that was not used',
      fallback: 30,
      min: 1,
      max: 3_650,
    }),
  )
  return { maxBytes: megabytes * MEGABYTE, unusedMs: days * DAY_MS }
}

function parseEndpoint(text: string): string | undefined {
  if (text === '') return undefined
  const url = URL.parse(text)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '') return text
  throw new Error('it must be an http or https address without credentials')
}
