/**
 * One setting: the environment variable it comes from, a sentence for the reference, and how its text becomes a value.
 * `parse` throws an Error whose message says what is allowed; it must accept `fallback`.
 */
export interface Setting<T> {
  readonly env: string
  readonly about: string
  /** The text used when the variable is unset or empty. */
  readonly fallback: string
  readonly parse: (text: string) => T
}

/** Gives the value of a setting. Each room's `config.ts` takes one and builds its settings with it. */
export type ReadSetting = <T>(setting: Setting<T>) => T

interface Described {
  readonly env: string
  readonly about: string
}

export function textSetting(options: Described & { fallback: string }): Setting<string> {
  return { ...options, parse: (text) => text }
}

/** A text that may be absent. */
export function optionalSetting(options: Described): Setting<string | undefined> {
  return { ...options, fallback: '', parse: (text) => (text === '' ? undefined : text) }
}

export function numberSetting(
  options: Described & { fallback: number; min: number; max: number },
): Setting<number> {
  const { env, about, fallback, min, max } = options
  return {
    env,
    about: `${about} (${min} to ${max})`,
    fallback: String(fallback),
    parse(text) {
      const value = Number(text)
      if (/^\d+$/.test(text) && value >= min && value <= max) return value
      throw new Error(`it must be a whole number from ${min} to ${max}`)
    },
  }
}

export function switchSetting(options: Described): Setting<boolean> {
  return {
    ...options,
    about: `${options.about} (0 or 1)`,
    fallback: '0',
    parse(text) {
      if (text === '1' || text === 'true') return true
      if (text === '0' || text === 'false') return false
      throw new Error('it must be 1 for yes or 0 for no')
    },
  }
}

export function choiceSetting<const C extends readonly string[]>(
  options: Described & { fallback: C[number]; choices: C },
): Setting<C[number]> {
  const { env, about, fallback, choices } = options
  return {
    env,
    about: `${about} (${choices.join(', ')})`,
    fallback,
    parse(text) {
      const choice = choices.find((candidate) => candidate === text)
      if (choice !== undefined) return choice
      throw new Error(`it must be one of ${choices.join(', ')}`)
    },
  }
}

/** A comma list; empty when unset. `parse` reads one entry and throws an Error that says what is allowed. */
export function listSetting<T>(options: Described & { parse: (entry: string) => T }): Setting<readonly T[]> {
  const { env, about, parse } = options
  return {
    env,
    about,
    fallback: '',
    parse: (text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '')
        .map(parse),
  }
}

/** The variables of a process, as settings are read from them: what is wrong is collected, so that it is told at once. */
export class Environment {
  readonly #variables: Readonly<Record<string, string | undefined>>
  readonly #wrong: string[] = []

  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables
  }

  /** One sentence for each variable that could not be used. */
  get wrong(): readonly string[] {
    return this.#wrong
  }

  readonly read: ReadSetting = (setting) => {
    const text = this.#variables[setting.env]?.trim()
    if (text === undefined || text === '') return setting.parse(setting.fallback)
    try {
      return setting.parse(text)
    } catch (error) {
      this.#wrong.push(
        `${setting.env} is not usable: ${error instanceof Error ? error.message : String(error)}.`,
      )
      return setting.parse(setting.fallback)
    }
  }
}
