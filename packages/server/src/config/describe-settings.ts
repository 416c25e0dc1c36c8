import { fileVariable, type ReadSetting } from '../base/settings.ts'
import type { Variables } from './check-settings.ts'
import { readModuleSettings } from './read-settings.ts'

/** A setting as it is in effect. */
export interface DescribedSetting {
  readonly name: string
  readonly about: string
  readonly isSecret: boolean
  /** `file`: the one that the variable `<name>_FILE` names; `generated`: at the first start, and kept in the database. */
  readonly origin: 'environment' | 'file' | 'generated' | 'default'
  /** Its text; empty when it is unset, and of a secret. */
  readonly text: string
  /** The text of the default; empty: there is none. */
  readonly fallback: string
}

/** What a service makes for itself when it is not given. */
const GENERATED = new Set([
  'LEMNIS_SECRET_ID',
  'LEMNIS_SECRET_KEY',
  'LEMNIS_WEBHOOK_SECRET',
  'LEMNIS_ADMIN_TOKEN',
])

/** Returns every setting of a service that was started with `variables`, by name; of secrets only where they are from. */
export function describeSettings(variables: Variables): readonly DescribedSetting[] {
  const described: DescribedSetting[] = []
  const read: ReadSetting = (setting) => {
    const { env: name, about, fallback, secret: isSecret = false } = setting
    const given = variables[name]?.trim() ?? ''
    const origin = originOf(variables, { name, given, isSecret })
    const text = origin === 'default' ? fallback : given
    described.push({ name, about, isSecret, origin, text: isSecret ? '' : text, fallback })
    return setting.parse(fallback)
  }
  readModuleSettings(read)
  return described.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function originOf(
  variables: Variables,
  { name, given, isSecret }: { readonly name: string; readonly given: string; readonly isSecret: boolean },
): DescribedSetting['origin'] {
  if (given !== '') return 'environment'
  if (isSecret && (variables[fileVariable(name)]?.trim() ?? '') !== '') return 'file'
  return GENERATED.has(name) ? 'generated' : 'default'
}
