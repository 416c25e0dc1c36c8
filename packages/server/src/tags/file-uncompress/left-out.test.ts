import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipWithout } from '../../../../../tooling/skip-without.ts'
import type { RunOutcome } from '../tag.ts'
import { anOperation, BUCKET, openTagHarness, REGION, type TagHarness } from '../testing/test-tag.ts'
import { fileUncompressTag } from './tag.ts'
import { makeArchive } from './testing/make-archive.ts'

const OUTPUT = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>`
const OPERATION = anOperation(
  'FileUncompress',
  `<FileUncompressConfig><Prefix>out</Prefix></FileUncompressConfig>${OUTPUT}`,
)

describe('members that are left out', skipWithout('python3'), () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  const archive = (script: string, mode?: 'w'): Promise<string> =>
    makeArchive(path.join(harness.directory, 'archive'), script, mode)

  const run = (input: string): Promise<RunOutcome> =>
    harness.runOperation(fileUncompressTag, OPERATION, { input, inputKey: 'in/a.zip' })

  async function contents(outcome: RunOutcome): Promise<Record<string, string>> {
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    const texts: Record<string, string> = {}
    for (const { place, path: file } of outcome.files) texts[place.object] = await readFile(file, 'utf8')
    return texts
  }

  const LEFT_OUT = [
    ['../a', 'outside'],
    ['d/../../a', 'outside'],
    ['d\\..\\..\\a', 'outside'],
    ['..', 'outside'],
    ['...', 'outside'],
    ['/etc/passwd', 'outside'],
    ['\\\\host\\share\\a', 'outside'],
    ['C:\\Windows\\a', 'outside'],
    ['C:/Windows/a', 'outside'],
    ['.', 'unusable'],
    ['a\u0001', 'unusable'],
    ['n'.repeat(900), 'unusable'],
    [`${'./'.repeat(3000)}a`, 'unusable'],
  ] as const

  test.each(LEFT_OUT.map(([name, reason]) => ({ start: name.slice(0, 20), name, reason })))(
    'the member $start is left out and counted as $reason, in a zip and in a tar',
    async ({ name, reason }) => {
      const bytes = `bytes([${Buffer.from(name).join(',')}])`
      const isIn = {
        outside: 'their names lead out of the archive',
        unusable: "their names can't be object keys",
      }
      for (const made of [
        await archive(`gbk(zip, ${bytes}, 'x'); zip.writestr('ok', 'x'); gbk(zip, ${bytes}, 'y')`),
        await archive(
          `for name in (${bytes}.decode(), 'ok', ${bytes}.decode()): add_file(tar, name, b'x')`,
          'w',
        ),
      ]) {
        const outcome = await run(made)
        expect(await contents(outcome)).toEqual({ 'out/ok': 'x' })
        const shown = JSON.stringify(name.slice(0, 100))
        expect(outcome).toMatchObject({
          message: `Left out because ${isIn[reason]}: 2, the first is ${shown}.`,
          result: { files: 1 },
        })
      }
    },
  )

  test.each(['a:b.txt', 'CON', 'NUL.txt', 'dots...', 'space ', 'a/.../b', 'tab\there', '...x'])(
    'the member %j is an object, though not every system could keep it',
    async (name) => {
      const bytes = `bytes([${Buffer.from(name).join(',')}])`
      for (const made of [
        await archive(`gbk(zip, ${bytes}, 'x')`),
        await archive(`add_file(tar, ${bytes}.decode(), b'x')`, 'w'),
      ])
        expect(await contents(await run(made))).toEqual({ [`out/${name}`]: 'x' })
    },
  )

  test('a file, a directory of its name and names that differ by case are all kept', async () => {
    const outcome = await run(
      await archive(
        `for name in ('a', 'a/', 'a/b', 'A', '../'): zip.writestr(name, 'x' * ('/' not in name))`,
      ),
    )
    expect(Object.keys(await contents(outcome))).toEqual(['out/a', 'out/a/b', 'out/A'])
    expect(outcome).toMatchObject({ message: '', result: { files: 3 } })
  })

  test('each reason to leave members out has its sentence', async () => {
    const script = `add_link(tar, 'link', 'a'); add_file(tar, '../a', b''); add_file(tar, '.', b'')
add_file(tar, '/b', b''); info = tarfile.TarInfo('sparse'); info.type = tarfile.GNUTYPE_SPARSE; tar.addfile(info)`
    expect(await run(await archive(script, 'w'))).toMatchObject({
      kind: 'success',
      files: [],
      message:
        '1 links or devices in the archive were left out. ' +
        'Left out because they are sparse files: 1, the first is "sparse". ' +
        'Left out because their names lead out of the archive: 2, the first is "../a". ' +
        'Left out because their names can\'t be object keys: 1, the first is ".".',
    })
  })
})
