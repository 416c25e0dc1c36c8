import type { Diagnosis } from '../base/check.ts'
import { CommandError } from '../cli/command.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'
import { DirectoryInUseError } from '../db/lock.ts'
import type { DoctorOptions } from '../doctor/doctor-context.ts'
import { runChecksOffline as run, WrongUserError } from '../doctor/run-checks-offline.ts'

/** A check that hangs keeps the process no longer than this, ms. */
const LINGER_MS = 1_000

/** `lemnis doctor --offline`: checks the set-up of this environment. Throws CommandError. */
export async function runChecksOffline(options: DoctorOptions): Promise<Diagnosis> {
  try {
    return await run(process.env, options, untilInterrupted())
  } catch (error) {
    if (error instanceof WrongUserError) throw new CommandError(error.message)
    if (!(error instanceof DirectoryInUseError)) throw error
    throw new CommandError(`${error.found} Ask that one instead: "lemnis doctor" without --offline.`)
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}
