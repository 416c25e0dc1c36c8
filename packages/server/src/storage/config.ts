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
}

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
  return { s3: location && { ...location, ...service }, scrubDays }
}

function parseEndpoint(text: string): string | undefined {
  if (text === '') return undefined
  const url = URL.parse(text)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '') return text
  throw new Error('it must be an http or https address without credentials')
}
