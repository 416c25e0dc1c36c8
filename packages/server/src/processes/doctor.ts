import type { Diagnosis } from '../base/check.ts'
import { CommandError } from '../cli/command.ts'
import { DirectoryInUseError } from '../db/lock.ts'
import { examineOffline, WrongUserError } from '../doctor/examine-offline.ts'
import type { ExamineWanted } from '../doctor/patient.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'

/** What a check left hanging keeps the process no longer than this, ms. */
const LINGER_MS = 1_000

/** `lemnis doctor --offline`: examines the set-up of this environment. Throws a CommandError. */
export async function runChecksOffline(wanted: ExamineWanted): Promise<Diagnosis> {
  try {
    return await examineOffline(process.env, wanted, untilInterrupted())
  } catch (error) {
    if (error instanceof WrongUserError) throw new CommandError(error.message)
    if (!(error instanceof DirectoryInUseError)) throw error
    throw new CommandError(`${error.found} Ask that one instead: "lemnis doctor" without --offline.`)
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}
