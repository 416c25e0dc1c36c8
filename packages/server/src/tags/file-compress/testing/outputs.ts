import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { python } from '../../../../../../tooling/python.ts'
import { childText } from '../../../protocol/xml/xml.ts'
import { elementAt } from '../../testing/output-checks.ts'
import { TEXTS } from '../../testing/sample-texts.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs(
  {
    async FileCompress(harness, operation) {
      expect(childText(elementAt(operation, 'FileCompressResult'), 'CompressFileCount')).toBe('2')
      // The first bytes of a zip; its members are compared where a program that opens it is installed.
      expect((await harness.bytes('out/text.zip')).toString('latin1', 0, 4)).toBe('PK\u0003\u0004')
    },

    async FileCompressOfPrefix(harness) {
      const file = await harness.file('out/prefix.tar.gz')
      const { stdout } = await promisify(execFile)('tar', ['-tzf', file])
      expect(stdout).toBe('a.txt\nc.html\n')
    },
  },
  {
    further: [
      { title: 'an archive tar opens in tar', run: (harness) => opensInTar(harness, 'tar') },
      { title: 'an archive tar.gz opens in tar', run: (harness) => opensInTar(harness, 'tar.gz') },
      { title: 'a zip opens in Python', needs: 'python3', run: opensInPython },
    ],
  },
)

async function opensInTar(harness: JobHarness, format: string): Promise<void> {
  const request = (await harness.golden('FileCompress.request.xml'))
    .replace('<Format>zip<', `<Format>${format}<`)
    .replace('text.zip', `text.${format}`)
  await harness.runJob(request, 'XML')
  const file = await harness.file(`out/text.${format}`)
  for (const [name, text] of Object.entries(TEXTS)) {
    const { stdout } = await promisify(execFile)('tar', ['-xOf', file, `in/text/${name}`])
    expect(stdout).toBe(text)
  }
}

async function opensInPython(harness: JobHarness): Promise<void> {
  await harness.runJob(await harness.golden('FileCompress.request.xml'), 'XML')
  const script =
    'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n' +
    '  assert z.testzip() is None\n  print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))'
  expect(await python(script, [await harness.file('out/text.zip')])).toEqual(
    Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [`in/text/${name}`, text])),
  )
}
