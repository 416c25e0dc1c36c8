import { openTagHarness } from '../../packages/server/src/tags/testing/test-tag.ts'
import type { Finding } from './file-findings.ts'
import { readMediaCases } from './media-cases.ts'
import { findInCheck } from './run-media.ts'

// npm run field -- [part of a name]: the media of the field, as a table.
const wanted = process.argv[2] ?? ''
await using harness = await openTagHarness()
let passed = 0
let failed = 0
for (const media of readMediaCases().filter(({ name }) => name.includes(wanted))) {
  for (const check of media.checks) {
    const findings = await findInCheck(harness, media, check)
    const isRight = findings.every((finding) => finding.isRight)
    passed += isRight ? 1 : 0
    failed += isRight ? 0 : 1
    console.log(`${isRight ? 'PASS' : 'FAIL'} ${media.name} × ${check.tag}`)
    for (const finding of findings) console.log(row(finding))
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function row({ fact, expected, seen, isRight }: Finding): string {
  return `  ${isRight ? ' ' : '!'} ${fact.padEnd(28)} ${expected.padEnd(28)} ${seen}`
}
