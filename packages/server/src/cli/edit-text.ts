import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CommandError, type CommandContext } from './command.ts'

/** Opens the user's editor on a text, and returns what it was saved as. Throws CommandError. */
export async function editText(
  { environment }: Pick<CommandContext, 'environment'>,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<string> {
  const editor = environment['VISUAL'] ?? environment['EDITOR'] ?? 'vi'
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-edit-'))
  const file = path.join(directory, name)
  try {
    await writeFile(file, text)
    await runEditor(editor, file)
    return await readFile(file, 'utf8')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** An editor may have arguments of its own, as in `code --wait`. */
async function runEditor(editor: string, file: string): Promise<void> {
  const [program = '', ...args] = editor.split(/\s+/).filter((word) => word !== '')
  const child = spawn(program, [...args, file], { stdio: 'inherit' })
  const [ended]: unknown[] = await Promise.race([
    once(child, 'exit'),
    once(child, 'error').then(([error]: unknown[]) => [error]),
  ]).catch((error: unknown) => [error])
  if (ended === 0) return
  const reason = ended instanceof Error ? ended.message : 'it failed'
  throw new CommandError(`The editor "${editor}" can't be used: ${reason}. Set EDITOR to another one.`)
}
