import { expect } from 'vitest'
import { TEXTS } from '../../testing/sample-texts.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  FileUncompress: (harness) => areTexts(harness, 'unpacked/packed/'),
  FileUncompressBeside: (harness) => areTexts(harness, 'in/packed/'),
})

async function areTexts(harness: JobHarness, prefix: string): Promise<void> {
  for (const [name, text] of Object.entries(TEXTS))
    expect((await harness.bytes(`${prefix}${name}`)).toString()).toBe(text)
}
