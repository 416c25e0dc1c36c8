import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ShowOrder, RunOutcome } from '../tag.ts'
import {
  anOperation,
  BUCKET,
  openTagHarness,
  outputXml,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import { formatOfKey } from './run.ts'
import { createNoiseReduction } from './tag.ts'
import { wavHeader } from '../../../../../tooling/wav.ts'

const settings = { setting: 'fast', wet: 1, channels: 'mono', maxDurationS: 60, vendorLimits: false } as const
const tag = createNoiseReduction(settings)
const output = { region: REGION, bucket: BUCKET, object: 'out/talk.wav' }

function shown(block: string, order: ShowOrder): string {
  const operation = anOperation(
    'NoiseReduction',
    `${block}${outputXml(output.object)}<UserData>opaque</UserData>`,
  )
  return shownXml(tag, { operation, order })
}

describe('how it shows', () => {
  test.each(['SampleRate', 'Samplerate'])('%s is repeated as it was spelled', (spelling) => {
    const block = `<NoiseReduction><${spelling}>8000</${spelling}></NoiseReduction>`
    expect(shown(block, 'response')).toContain(block)
  })

  test('what was not sent is not shown, and a callback lists Output as the page does', () => {
    expect(shown('', 'callback')).toBe(
      '<Operation><Output><Bucket>media-1250000000</Bucket><Object>out/talk.wav</Object>' +
        '<Region>ap-guangzhou</Region></Output><UserData>opaque</UserData><JobLevel>0</JobLevel></Operation>',
    )
  })
})

test.each([
  ['out/a.mp3', 'mp3'],
  ['out/a.M4A', 'm4a'],
  ['out/a.wav', 'wav'],
  ['out/a.ogg', 'wav'],
  ['mp3', 'wav'],
])('the key %s alone asks for %s', (key, format) => {
  expect(formatOfKey(key)).toBe(format)
})

describe('how it runs', () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  function run(
    input: Uint8Array,
    { params = {}, vendorLimits = false, key = output.object } = {},
  ): Promise<RunOutcome> {
    const place = { ...output, object: key }
    return harness.run(createNoiseReduction({ ...settings, vendorLimits }), { params, input, output: place })
  }

  test('half a second of noise becomes half a second of wav at the default rate', async () => {
    const outcome = await run(aNoise(8_000))
    expect(outcome).toMatchObject({ kind: 'success', message: 'SUCCESS', result: { sampleRate: 16_000 } })
    if (outcome.kind !== 'success') return
    const [file] = outcome.files
    expect(file).toMatchObject({ place: output, contentType: 'audio/wav' })
    const bytes = await readFile(file?.path ?? '')
    expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
    expect(bytes.byteLength).toBeGreaterThanOrEqual(8_000 * 2)
  })

  test.each([
    [{ format: 'mp3' }, 'out/talk.mp3'],
    [{}, 'out/talk.wav'],
  ])('the variable Ext in a key is the format of %j', async (params, key) => {
    const outcome = await run(aNoise(8_000), { params, key: 'out/talk.${ext}' })
    expect(outcome).toMatchObject({ kind: 'success', files: [{ place: { object: key } }] })
  })

  test('a playlist and a file that is no audio are the input’s fault', async () => {
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsegment.ts\n#EXT-X-ENDLIST\n'
    for (const content of [playlist, 'PK no audio at all']) {
      const outcome = await run(new TextEncoder().encode(content))
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    }
  })

  test('with the vendor’s limits more than 10 MB is rejected, and the setting named', async () => {
    const outcome = await run(new Uint8Array(10 * 1024 * 1024 + 1), { vendorLimits: true })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    expect(outcome.kind === 'failed' && outcome.message).toMatch(/LEMNIS_VENDOR_LIMITS/)
  })
})

/** A 16 kHz mono WAV file of pseudo-random noise. */
function aNoise(samples: number): Uint8Array {
  const noise = Buffer.alloc(samples * 2)
  let state = 1
  for (let index = 0; index < samples; index += 1) {
    state = (state * 48_271) % 2_147_483_647
    noise.writeInt16LE((state % 4_000) - 2_000, index * 2)
  }
  return Buffer.concat([wavHeader(samples, 16_000), noise])
}
