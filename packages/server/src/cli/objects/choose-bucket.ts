import { bucketListSchema } from '../../api-schemas/objects.ts'
import type { ApiClient } from '../api-client.ts'
import { CommandError } from '../command.ts'

export interface ChosenBucket {
  readonly name: string
  readonly region: string
}

/** The bucket that is named, else the service's default, else its first one. Throws CommandError. */
export async function chooseBucket(client: ApiClient, name: string | undefined): Promise<ChosenBucket> {
  const { buckets } = await client.get(bucketListSchema, 'buckets')
  const chosen =
    name === undefined
      ? (buckets.find(({ isDefault }) => isDefault) ?? buckets.at(0))
      : buckets.find((bucket) => bucket.name === name)
  if (chosen) return chosen
  throw new CommandError(
    name === undefined
      ? 'The service has no bucket: start it with one, such as LEMNIS_BUCKETS=media-1250000000@ap-guangzhou, or run the job in a temporary service (--alone).'
      : `There is no bucket ${name}.`,
  )
}
