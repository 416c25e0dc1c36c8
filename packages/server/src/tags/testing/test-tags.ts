import { allTags, listTags } from '../all-tags.ts'

const SETTINGS = {
  setting: 'fast',
  wet: 1,
  channels: 'mono',
  maxDurationS: 60,
  vendorLimits: false,
  timeZone: 480,
} as const

/** Every tag of the release, as its tests have it. */
export const TAGS = listTags(SETTINGS)
export const REGISTRY = allTags(SETTINGS)
