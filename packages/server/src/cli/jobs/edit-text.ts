import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { codeOf } from '../../base/outages/file-refusals.ts'
import { CommandError, type CommandContext } from '../command.ts'

/** A text that the user's editor saved, as a file that is removed unless `keep` was called. */
export interface EditedText extends AsyncDisposable {
  readonly text: string
  /** Returns the path of the file, which stays. */
  keep(): string
}

/** Opens the user's editor on a text. Throws CommandError. */
export async function editText(
  { environment }: Pick<CommandContext, 'environment'>,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<EditedText> {
  const editor = chooseEditor(environment)
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-edit-'))
  const file = path.join(directory, name)
  let isKept = false
  const dispose = async (): Promise<void> => {
    if (!isKept) await rm(directory, { recursive: true, force: true })
  }
  try {
    await writeFile(file, text)
    await runEditor(editor, file)
    const keep = (): string => {
      isKept = true
      return file
    }
    return { text: await readFile(file, 'utf8'), keep, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Throws CommandError when none is named and there is no terminal to show one. */
function chooseEditor(environment: CommandContext['environment']): string {
  const named = [environment['VISUAL'], environment['EDITOR']].find((editor) => editor?.trim())
  if (named !== undefined) return named
  if (process.stdin.isTTY) return 'vi'
  throw new CommandError('There is no terminal to edit in. Set EDITOR to a program that changes the file.')
}

/** An editor may have arguments of its own, as in `code --wait`. */
async function runEditor(editor: string, file: string): Promise<void> {
  const [program = '', ...args] = editor.split(/\s+/).filter((word) => word !== '')
  const child = spawn(program, [...args, file], { stdio: 'inherit' })
  const failure: unknown = await once(child, 'exit').then(
    () => undefined,
    (error: unknown) => error,
  )
  if (child.exitCode === 0) return
  const reason = failure instanceof Error ? whyNotStarted(failure, program) : 'it failed'
  throw new CommandError(`The editor "${editor}" can't be used: ${reason}. Set EDITOR to another one.`)
}

function whyNotStarted(error: Error, program: string): string {
  return codeOf(error) === 'ENOENT' ? `there is no program ${program}` : error.message
}
