import { readFileSync, statSync } from 'node:fs'
import { refusalOf } from './outages/file-refusals.ts'

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
  /** Its text may also be in the file that `<env>_FILE` names: others see the environment of a process more easily. */
  readonly secret?: true
}

/** Returns the value of a setting. Each module's `config.ts` takes one and builds its settings with it. */
export type ReadSetting = <T>(setting: Setting<T>) => T

interface Described {
  readonly env: string
  readonly about: string
}

export function textSetting(options: Described & { fallback: string }): Setting<string> {
  return { ...options, parse: (text) => text }
}

/** The variable that names the file of a secret. */
export const fileVariable = (env: string): string => `${env}_FILE`

/** No secret is longer, and a device never ends, bytes. */
const LONGEST_SECRET = 64 * 1024

/** A text that may be absent. */
export function optionalSetting(options: Described): Setting<string | undefined> {
  return { ...options, fallback: '', parse: (text) => (text === '' ? undefined : text) }
}

/** A secret, which may be absent. */
export function secretSetting(options: Described): Setting<string | undefined> {
  return { ...optionalSetting(options), secret: true }
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

/** The variables of a process, as settings are read from them. Errors are collected and reported together. */
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
    const { name, text } = this.#textOf(setting)
    if (text === '') return setting.parse(setting.fallback)
    try {
      return setting.parse(text)
    } catch (error) {
      this.#wrong.push(`${name} is not usable: ${error instanceof Error ? error.message : String(error)}.`)
      return setting.parse(setting.fallback)
    }
  }

  /** Empty when it is unset, or when its file can't be used. */
  #textOf({ env, secret }: Setting<unknown>): { readonly name: string; readonly text: string } {
    const text = this.#valueOf(env)
    const name = fileVariable(env)
    const file = secret ? this.#valueOf(name) : ''
    if (file === '') return { name: env, text }
    if (text !== '') {
      this.#wrong.push(`${env} and ${name} are not usable: set one of them, not both.`)
      return { name, text: '' }
    }
    try {
      return { name, text: readSecret(file) }
    } catch (error) {
      this.#wrong.push(`${name} is not usable: ${error instanceof Error ? error.message : String(error)}.`)
      return { name, text: '' }
    }
  }

  #valueOf(env: string): string {
    return this.#variables[env]?.trim() ?? ''
  }
}

/** Without the one newline that an editor puts behind it. Throws an Error that says why the file can't be used. */
function readSecret(file: string): string {
  const text = readFile(file).replace(/\r?\n$/, '')
  if (text === '') throw new Error(`${file} is empty`)
  return text
}

function readFile(file: string): string {
  try {
    const { size } = statSync(file)
    if (size > LONGEST_SECRET) throw new Error(`${file} is longer than ${LONGEST_SECRET} bytes`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = refusalOf(error, file)
    throw reason === undefined ? error : new Error(`${file} can't be read: ${reason}`, { cause: error })
  }
}
