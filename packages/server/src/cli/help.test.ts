import { expect, test } from 'vitest'
import { commands } from './commands/all-commands.ts'
import { commandHelp, commandList, overview } from './help.ts'

test.each(Object.entries(commands))(
  '%s is listed, and its help says how it is called, by example',
  (name, command) => {
    expect(overview()).toContain(`  ${name.padEnd(22)}  ${command.summary}\n`)
    const help = commandHelp({ name, command })
    expect(help).toContain(`Usage: lemnis ${name}`)
    expect(command.examples).not.toEqual([])
    const narrow = commandHelp({ name, command }, 60).split('\nExamples:')[0] ?? ''
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
    for (const example of command.examples) expect(example.startsWith(`lemnis ${name}`)).toBe(true)
  },
)

test('a noun alone lists what can be done with it', () => {
  expect(
    commandList('secrets')
      ?.split('\n')
      .map((line) => line.trim().split(/ {2,}/)[0]),
  ).toEqual(['lemnis secrets list', 'lemnis secrets rotate', ''])
  expect(commandList('secret')).toBeUndefined()
})
