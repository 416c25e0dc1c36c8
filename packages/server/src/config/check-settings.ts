import type { Finding, Problem } from '../base/check.ts'
import { fileVariable, type ReadSetting } from '../base/settings.ts'
import { nearestName } from '../base/nearest-name.ts'
import { readModuleSettings, SettingsError, type Settings } from './read-settings.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** Variables of the project's own tests and tools, and what `serve --print-env` prints beside settings. */
const NOT_SETTINGS = /^LEMNIS_(?:TEST_|SPEECH_DIR$|REQUIRE$|SHARED$|URL$)/

/** A SecretKey of the cloud has 32 characters; below half of that it can be guessed. */
const SHORTEST_SECRET = 16
const FEWEST_LETTERS = 6

/** Settings without effect unless another one is set. */
const NEEDS: readonly (readonly [names: readonly string[], needed: string])[] = [
  [['LEMNIS_S3_ENDPOINT', 'LEMNIS_S3_REGION', 'LEMNIS_S3_PATH_STYLE'], 'LEMNIS_STORAGE'],
  [['LEMNIS_DATABASE_CONNECTIONS', 'LEMNIS_DATABASE_POOLED'], 'DATABASE_URL'],
]

/** Finds settings that can be used, and may still not be what was meant. */
export function checkSettings(variables: Variables, settings: Settings): Finding {
  const known = settingNames()
  const given = Object.keys(variables).filter((name) => isGiven(variables, name))
  const set = given.filter((name) => known.includes(name))
  const shown = set.toSorted().join(', ')
  return {
    found: set.length === 0 ? 'All settings have their defaults' : `Set: ${shown}`,
    figures: { set: shown },
    problems: [...unknownSettings(variables), ...ineffectiveSettings(variables), ...weakSecrets(settings)],
  }
}

/** Returns a problem for each variable that has the prefix of the settings and is none. */
export function unknownSettings(variables: Variables): readonly Problem[] {
  const known = settingNames()
  return Object.keys(variables)
    .filter((name) => name.startsWith('LEMNIS_') && !NOT_SETTINGS.test(name))
    .filter((name) => isGiven(variables, name) && !known.includes(name))
    .map((name) => toUnknownProblem(name, known))
}

/** Throws SettingsError with a line for each of these names that is no setting, and the name that is meant. */
export function assertSettings(names: readonly string[]): void {
  const known = settingNames()
  const unknown = names.filter((name) => !known.includes(name))
  const lines = unknown
    .map((name) => toUnknownProblem(name, known))
    .map(({ what, advice }) => `${what} ${advice}`)
  if (lines.length > 0) throw new SettingsError(lines.join('\n'))
}

export const isSetting = (name: string): boolean => settingNames().includes(name)

/** The names of all settings. */
function settingNames(): readonly string[] {
  const names: string[] = []
  const read: ReadSetting = (setting) => {
    names.push(setting.env)
    if (setting.secret) names.push(fileVariable(setting.env))
    return setting.parse(setting.fallback)
  }
  readModuleSettings(read)
  return names
}

const isGiven = (variables: Variables, name: string): boolean => (variables[name]?.trim() ?? '') !== ''

/** Also by the file that holds it. */
const isSet = (variables: Variables, name: string): boolean =>
  isGiven(variables, name) || isGiven(variables, fileVariable(name))

function toUnknownProblem(name: string, known: readonly string[]): Problem {
  const meant = nearestName(name, known)
  return {
    state: 'warning',
    what: `${name} is no setting, so that it changes nothing.`,
    advice:
      meant === undefined
        ? 'Unset it, or look for the right name in docs/settings.md.'
        : `Did you mean ${meant}? Rename it, or unset it.`,
  }
}

function ineffectiveSettings(variables: Variables): Problem[] {
  return NEEDS.flatMap(([names, needed]) => {
    const ineffective = names.filter((name) => isGiven(variables, name))
    if (isSet(variables, needed) || ineffective.length === 0) return []
    const verb = ineffective.length === 1 ? 'changes' : 'change'
    const what = `${ineffective.join(' and ')} ${verb} nothing while ${needed} is unset.`
    return [
      { state: 'warning', what, advice: `Set ${needed}, or unset ${ineffective.join(' and ')}.` } as const,
    ]
  })
}

/** No report shows a secret. */
function weakSecrets({ service }: Settings): Problem[] {
  const secrets = [
    ['LEMNIS_SECRET_KEY', service.secretKey],
    ['LEMNIS_ADMIN_TOKEN', service.adminToken],
  ] as const
  return secrets.flatMap(([name, secret]) => {
    if (secret === undefined || !isWeak(secret)) return []
    const what = `${name} is short enough to be guessed.`
    const advice = `Unset it to have one made at the start, or give one of at least 32 random characters, such as from "openssl rand -hex 20".`
    return [{ state: 'warning', what, advice } as const]
  })
}

const isWeak = (secret: string): boolean =>
  secret.length < SHORTEST_SECRET || new Set(secret).size < FEWEST_LETTERS
