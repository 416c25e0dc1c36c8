import { LOG_LEVELS, type LogLevel } from '../base/log.ts'
import { choiceSetting, listSetting, secretSetting, textSetting, type ReadSetting } from '../base/settings.ts'

export interface ConfiguredBucket {
  /** `name-appid` */
  readonly name: string
  readonly region: string
}

/** The settings of the process as a whole; each module has its own beside them. */
export interface ServiceSettings {
  readonly dataDir: string
  readonly logLevel: LogLevel
  readonly buckets: readonly ConfiguredBucket[]
  /** Host names that stand for one bucket. */
  readonly bucketHosts: ReadonlyMap<string, ConfiguredBucket>
  readonly secretId: string | undefined
  readonly secretKey: string | undefined
  readonly webhookSecret: string | undefined
  readonly adminToken: string | undefined
  readonly readToken: string | undefined
}

export function readServiceSettings(read: ReadSetting): ServiceSettings {
  return {
    dataDir: read(
      textSetting({
        env: 'LEMNIS_DATA_DIR',
        about: 'The directory of the database and the stored bytes, used by one process at a time',
        fallback: './data',
      }),
    ),
    logLevel: read(
      choiceSetting({
        env: 'LEMNIS_LOG_LEVEL',
        about: 'The least severe level that is logged to standard error',
        fallback: 'info',
        choices: LOG_LEVELS,
      }),
    ),
    buckets: read(
      listSetting({
        env: 'LEMNIS_BUCKETS',
        about:
          'Comma-separated buckets to create at the start, each name-appid@region; the first also serves host names without a bucket',
        parse: parseBucket,
      }),
    ),
    bucketHosts: new Map(
      read(
        listSetting({
          env: 'LEMNIS_BUCKET_HOSTS',
          about: 'Comma-separated host names that stand for one bucket, each host=name-appid@region',
          parse: parseBucketHost,
        }),
      ),
    ),
    secretId: read(
      secretSetting({
        env: 'LEMNIS_SECRET_ID',
        about: 'The SecretId that clients sign with; generated at the first start when unset',
      }),
    ),
    secretKey: read(
      secretSetting({
        env: 'LEMNIS_SECRET_KEY',
        about: 'The SecretKey that clients sign with; generated at the first start when unset',
      }),
    ),
    webhookSecret: read(
      secretSetting({
        env: 'LEMNIS_WEBHOOK_SECRET',
        about:
          'Comma-separated whsec_ keys that sign callbacks, the newest first; generated at the first start when unset',
      }),
    ),
    adminToken: read(
      secretSetting({
        env: 'LEMNIS_ADMIN_TOKEN',
        about:
          'The bearer token of the management API and the command line; generated at the first start when unset',
      }),
    ),
    readToken: read(
      secretSetting({
        env: 'LEMNIS_READ_TOKEN',
        about:
          'A second bearer token that reads everything of the management API and the console, and changes nothing; none when unset',
      }),
    ),
  }
}

function parseBucket(entry: string): ConfiguredBucket {
  const match = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?-\d+)@([a-z0-9-]+)$/.exec(entry)
  const [, name, region] = match ?? []
  if (name === undefined || region === undefined || name.length > 60) {
    throw new Error(`"${entry}" is not a bucket such as media-1250000000@ap-guangzhou`)
  }
  return { name, region }
}

function parseBucketHost(entry: string): readonly [host: string, bucket: ConfiguredBucket] {
  const [host = '', bucket = ''] = entry.split('=', 2)
  if (!/^[a-z0-9.-]+$/i.test(host)) throw new Error(`"${entry}" is not host=name-appid@region`)
  return [host.toLowerCase(), parseBucket(bucket)]
}
